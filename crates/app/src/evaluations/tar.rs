//! The archive of a round: a plain tar (ustar), so that everything everywhere opens it.

use std::collections::BTreeMap;

use crate::web::Error;

const BLOCK: usize = 512;

/// Packs files in the order of their names. The same files always give the same bytes.
///
/// # Errors
/// When a name is longer than 100 bytes.
pub fn pack(files: &BTreeMap<String, Vec<u8>>, at: i64) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        out.extend(head(name, bytes.len(), at / 1000)?);
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    Ok(out)
}

fn head(name: &str, size: usize, seconds: i64) -> Result<[u8; BLOCK], Error> {
    let mut head = [0_u8; BLOCK];
    if name.len() > 100 {
        return Err(Error::internal(format!("the name {name} is too long for a tar")));
    }
    let mut put = |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, &format!("{:011o}", seconds.max(0)));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(head)
}

/// Takes the files out again.
///
/// # Errors
/// What is wrong with the archive, in words.
pub fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files = BTreeMap::new();
    let mut rest = bytes;
    loop {
        let Some((head, after)) = rest.split_at_checked(BLOCK) else {
            return Err("the archive breaks off".to_owned());
        };
        if head.iter().all(|byte| *byte == 0) {
            return Ok(files);
        }
        let text = |from: usize, to: usize| {
            let field = head.get(from..to).unwrap_or_default();
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).trim().to_owned()
        };
        let name = text(0, 100);
        let size =
            usize::from_str_radix(&text(124, 136), 8).map_err(|_| format!("{name}: its size is not readable"))?;
        let Some((content, after)) = size.checked_next_multiple_of(BLOCK).and_then(|all| after.split_at_checked(all))
        else {
            return Err(format!("{name} breaks off"));
        };
        // Folders and what other programs add beside the files are left out.
        if matches!(head.get(156), Some(b'0' | 0)) {
            files.insert(name.trim_start_matches("./").to_owned(), content[..size].to_vec());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        let files: BTreeMap<String, Vec<u8>> = [
            ("data.csv".to_owned(), b"unit,name\nLCX,x\n".to_vec()),
            ("empty".to_owned(), Vec::new()),
            ("population/LCX.txt".to_owned(), vec![b'a'; 1024]),
        ]
        .into();
        let packed = pack(&files, 1_700_000_000_000).unwrap();
        assert_eq!(packed.len() % BLOCK, 0);
        assert_eq!(unpack(&packed).unwrap(), files);
        assert!(unpack(&packed[..700]).is_err());
        assert!(unpack(b"").is_err());
        assert!(pack(&[("x".repeat(101), Vec::new())].into(), 0).is_err());
    }
}
