//! What wasm-bindgen writes, made into one public face for `import` and one for `require`.

use std::fmt::Write as _;

use crate::shell::Done;

/// Not for callers: `init` does it for them.
const PRIVATE: [&str; 1] = ["start"];

/// The JavaScript around the module, without its exports, and their names.
pub struct Glue {
    body: String,
    names: Vec<String>,
}

impl Glue {
    /// Takes apart what `wasm-bindgen --target web` wrote.
    pub fn read(generated: &str) -> Done<Self> {
        const LAST: &str = "export { initSync, __wbg_init as default };";
        let (mut body, mut names, mut last) = (String::new(), Vec::new(), false);
        for line in generated.lines() {
            let Some(declared) = line.strip_prefix("export ") else {
                writeln!(body, "{line}").map_err(|error| error.to_string())?;
                continue;
            };
            if line == LAST {
                last = true;
                continue;
            }
            let name = name(declared).ok_or_else(|| format!("an export of an unknown kind: {line}"))?;
            if !PRIVATE.contains(&name) {
                names.push(name.to_owned());
            }
            writeln!(body, "{declared}").map_err(|error| error.to_string())?;
        }
        if !last || body.contains("import.meta") {
            return Err("wasm-bindgen writes another form than xtask/src/glue.rs knows".into());
        }
        Ok(Self { body, names })
    }

    /// For `import`: the names, and how to load as the default.
    pub fn module(&self) -> String {
        format!("{}\nexport {{ {}, __wbg_init as default }};\n", self.body, self.names.join(", "))
    }

    /// For `require`: the names, written so that `import` finds them too; `footer` loads.
    pub fn common(&self, footer: &str) -> String {
        let exports: Vec<String> =
            self.names.iter().map(|name| format!("exports.{name} = {name};")).collect();
        format!("\"use strict\";\n{}\n{}\n\n{footer}", self.body, exports.join("\n"))
    }
}

/// The name that a declaration makes public.
fn name(declared: &str) -> Option<&str> {
    let kinds = ["function ", "class ", "const "];
    let rest = kinds.iter().find_map(|kind| declared.strip_prefix(kind))?;
    rest.get(..rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')?)
}

/// The declarations for callers: without those of loading, for which `init` stands.
pub fn types(generated: &str, init: &str) -> Done<String> {
    let (public, _) = generated
        .split_once("export type InitInput")
        .ok_or("wasm-bindgen declares another form than xtask/src/glue.rs knows")?;
    Ok(format!("{}\n\n{init}", public.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = "export class Engine {\n}\nexport function start() {\n}\nlet wasm;\n\
        export const Side = Object.freeze({});\nexport { initSync, __wbg_init as default };\n";

    #[test]
    fn public_names_are_exported_both_ways() {
        let glue = Glue::read(GENERATED).unwrap();
        assert!(glue.module().ends_with("\nexport { Engine, Side, __wbg_init as default };\n"));
        let common = glue.common("initSync();\n");
        assert!(common.ends_with("exports.Engine = Engine;\nexports.Side = Side;\n\ninitSync();\n"));
        assert!(!common.contains("export "));
    }

    #[test]
    fn an_unknown_form_is_refused() {
        assert!(Glue::read("export function a() {}\n").is_err());
        assert!(Glue::read(&format!("export * from './x.js';\n{GENERATED}")).is_err());
        assert!(Glue::read(&format!("import.meta.url\n{GENERATED}")).is_err());
        assert!(types("export function a(): void;", "").is_err());
    }
}
