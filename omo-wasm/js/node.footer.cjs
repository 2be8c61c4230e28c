const { readFileSync } = require("node:fs");
const { join } = require("node:path");

initSync({ module: readFileSync(join(__dirname, "omo_bg.wasm")) });

exports.init = async () => {};
