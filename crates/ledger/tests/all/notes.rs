//! Signed notes and checkpoints, strictly as specified.

use data_encoding::BASE64;
use ledger::{Checkpoint, Note, NoteError, Signer, Verifier, empty_root};

// Keys, text and signatures of Go's golang.org/x/mod/sumdb/note, note_test.go.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann \
    x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_LINE: &str = "— EnochRoot \
    rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

/// The example of C2SP tlog-checkpoint.
const SOFA: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const SOFA_LINE: &str = "— example.com/behind-the-sofa \
    Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

fn verifier(key: &str) -> Verifier {
    Verifier::parse(key).unwrap()
}

fn note(lines: &str) -> Note {
    Note::parse(&format!("{TEXT}\n{lines}")).unwrap()
}

#[test]
fn published_note() {
    let (peter, enoch) = (verifier(PETER), verifier(ENOCH));
    assert_eq!((peter.to_string(), peter.name()), (PETER.to_owned(), "PeterNeumann"));
    let alone = note(PETER_LINE);
    assert_eq!((alone.text.as_str(), alone.verify(&peter)), (TEXT, Ok(())));
    assert_eq!(alone.verify(&enoch), Err(NoteError::Unsigned));
    let both = note(&format!("{PETER_LINE}{ENOCH_LINE}"));
    assert_eq!((both.verify(&peter), both.verify(&enoch)), (Ok(()), Ok(())));
}

#[test]
fn signing_gives_the_published_note() {
    let secret = BASE64.decode(PETER_SECRET.as_bytes()).unwrap();
    let signer = Signer::new("PeterNeumann", secret[1..].try_into().unwrap()).unwrap();
    assert_eq!(signer.verifier(), verifier(PETER));
    assert_eq!(signer.sign(TEXT).unwrap(), format!("{TEXT}\n{PETER_LINE}"));
    for bad in ["", "办件", "办\t件\n", "办件\r\n"] {
        assert_eq!(signer.sign(bad), Err(NoteError::Form), "{bad:?}");
    }
    for bad in ["", "鞋 革", "a+b", "a\nb", "鞋\u{3000}革", "a\u{1}"] {
        assert_eq!(Signer::new(bad, &[7; 32]).err(), Some(NoteError::Key), "{bad:?}");
    }
}

#[test]
fn another_text_or_signature_does_not_verify() {
    let peter = verifier(PETER);
    let mut changed = note(PETER_LINE);
    changed.text = TEXT.replace("your", "my");
    assert_eq!(changed.verify(&peter), Err(NoteError::Signature));

    let at = PETER_LINE.len() - 30;
    let wrong = format!("{}ABCD{}", &PETER_LINE[..at], &PETER_LINE[at + 4..]);
    let longer = format!("{}ABCD{}", &PETER_LINE[..at], &PETER_LINE[at..]);
    for lines in [&wrong, &longer, &format!("{PETER_LINE}{wrong}"), &format!("{wrong}{PETER_LINE}")] {
        assert_eq!(note(lines).verify(&peter), Err(NoteError::Signature), "{lines}");
    }
    // A wrong signature of a stranger is none of our business.
    assert_eq!(note(&format!("{}{PETER_LINE}", wrong.replace("PeterN", "HansN"))).verify(&peter), Ok(()));
}

#[test]
fn what_is_not_a_note() {
    let many = PETER_LINE.repeat(100);
    assert_eq!(note(&many).verify(&verifier(PETER)), Ok(()));
    let bad = [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{}", PETER_LINE.trim_end()),
        format!("\u{1}{TEXT}\n{PETER_LINE}"),
        format!("{}\r\n{PETER_LINE}", TEXT.trim_end()),
        format!("{TEXT}\n{}", PETER_LINE.replace("PeterNeumann", "Bad Name")),
        format!("{TEXT}\n{}", PETER_LINE.replace("PeterNeumann", "Bad+Name")),
        format!("{TEXT}\n{}", PETER_LINE.replace("— ", "- ")),
        format!("{TEXT}\n{}", PETER_LINE.replace("nAM=", "nAM")),
        format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        format!("{TEXT}\n{PETER_LINE}Unexpected line.\n"),
        format!("{TEXT}\n{many}{PETER_LINE}"),
    ];
    for bad in bad {
        assert_eq!(Note::parse(&bad), Err(NoteError::Form), "{bad:?}");
    }
}

#[test]
fn a_mangled_key_is_refused() {
    for from in 0..PETER.len() {
        for to in from..=PETER.len() {
            if to - from < PETER.len() {
                assert_eq!(Verifier::parse(&PETER[from..to]), Err(NoteError::Key), "{}", &PETER[from..to]);
            }
        }
        let mut bytes = PETER.as_bytes().to_vec();
        bytes[from] += 1;
        let mangled = String::from_utf8(bytes).unwrap();
        assert_eq!(Verifier::parse(&mangled), Err(NoteError::Key), "{mangled}");
    }
    // A key too long and an algorithm not known, each with the id that belongs to it; and a line break.
    for bad in [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        &format!("{PETER}\n"),
    ] {
        assert_eq!(Verifier::parse(bad), Err(NoteError::Key), "{bad}");
    }
}

#[test]
fn published_checkpoint() {
    let note = Note::parse(&format!("{SOFA}\n{SOFA_LINE}")).unwrap();
    let checkpoint = Checkpoint::parse(&note.text).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.root.base64(), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    assert_eq!(checkpoint.text(), SOFA);
}

#[test]
fn checkpoints_are_read_strictly() {
    let empty = Checkpoint { origin: "yizhan.example/hubs/鞋革".into(), size: 0, root: empty_root() };
    assert_eq!(Checkpoint::parse(&empty.text()), Ok(empty.clone()));
    let sofa = Checkpoint::parse(SOFA).unwrap();
    assert_eq!(Checkpoint::parse(&format!("{SOFA}timestamp 1731200000\nmore\n")), Ok(sofa));
    let bad = [
        String::new(),
        "\n".to_owned(),
        SOFA.trim_end().to_owned(),
        format!("{SOFA}\n"),
        format!("{SOFA}\nmore\n"),
        format!("{SOFA}more"),
        SOFA.replace("example.com/behind-the-sofa", ""),
        SOFA.replace("20852163", ""),
        SOFA.replace("20852163", "020852163"),
        SOFA.replace("20852163", "00"),
        SOFA.replace("20852163", "+20852163"),
        SOFA.replace("20852163", "-1"),
        SOFA.replace("20852163", "18446744073709551616"),
        SOFA.replace("q2I=", "q2I"),
        SOFA.replace("q2I=", "q2J="),
        SOFA.replace("CsUY", ""),
        SOFA.lines().take(2).map(|line| format!("{line}\n")).collect(),
    ];
    for bad in bad {
        assert_eq!(Checkpoint::parse(&bad), Err(NoteError::Checkpoint), "{bad:?}");
    }
}
