// What a call throws, which must be an error of the package's own.
import assert from "node:assert/strict";

export function thrown(call) {
    try {
        call();
    } catch (error) {
        assert.equal(error.name, "OmoError", String(error));
        return error;
    }
    assert.fail("nothing was thrown");
}
