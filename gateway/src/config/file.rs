use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The largest file of a configuration that is read, in bytes. The example's largest has 16 KB; a wrong name in a key must
/// not fill the memory.
const LARGEST: u64 = 4 << 20;

/// What is in a file of the configuration, or why it cannot be read.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| e.kind().to_string())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| e.kind().to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("larger than {} MiB", LARGEST >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        format!("line {} is not UTF-8", 1 + before.filter(|byte| **byte == b'\n').count())
    })
}
