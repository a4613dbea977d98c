//! Compiles the word lists of a language into one table that is searched where it stands: run by cargo before the
//! program is built. Reads nothing but the lists beside it.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, error, fs};

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script its folder by a variable")]
fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new("src/message/language/en");
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for file in ["words.txt", "words-own.txt"] {
        let path = folder.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        for (number, line) in fs::read_to_string(&path)?.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let wrong = || format!("{}, line {}: a word and its size class", path.display(), number + 1);
            let (word, class) = line.split_once(' ').ok_or_else(wrong)?;
            let class: u64 = class.parse().map_err(|_| wrong())?;
            let kept = words.entry(word.to_owned()).or_insert(class);
            *kept = class.min(*kept);
        }
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo names no folder to build in")?;
    let table = fst::Map::from_iter(words)?;
    fs::write(Path::new(&out).join("en.fst"), table.as_fst().as_bytes())?;
    Ok(())
}
