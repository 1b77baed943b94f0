//! What must not be found, in every way in which it might be written.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter needles would be found in ciphertext by chance: eight bytes are found once in 2^64.
const SHORTEST: usize = 8;

/// Looks for all of them at once, without regard to ASCII case.
pub struct Needles {
    automaton: AhoCorasick,
    /// What each pattern of the automaton stands for.
    meanings: Vec<String>,
}

/// Collects secrets.
#[derive(Default)]
pub struct Secrets(HashMap<Vec<u8>, String>);

impl Secrets {
    /// In the clear only: enough for one of very many alike.
    pub fn add_plain(&mut self, secret: &str) {
        self.insert(secret.as_bytes().to_vec(), "as it is", secret);
    }

    /// In every disguise.
    pub fn add(&mut self, secret: &str) {
        self.add_plain(secret);
        self.insert(utf_16(secret, u16::to_le_bytes), "in UTF-16", secret);
        self.insert(utf_16(secret, u16::to_be_bytes), "in UTF-16", secret);
        self.insert(
            percent_encoded(secret).into_bytes(),
            "percent-encoded",
            secret,
        );
        for base64 in base64_cores(secret.as_bytes()) {
            self.insert(base64.into_bytes(), "in base64", secret);
        }
    }

    /// Bytes that are no text, such as a key: as they are, in hexadecimal digits and in base64.
    pub fn add_bytes(&mut self, secret: &[u8]) {
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("bytes {}…", &digits[..8]);
        self.insert(secret.to_vec(), "as they are", &name);
        self.insert(digits.into_bytes(), "in hexadecimal", &name);
        for base64 in base64_cores(secret) {
            self.insert(base64.into_bytes(), "in base64", &name);
        }
    }

    fn insert(&mut self, pattern: Vec<u8>, disguise: &str, secret: &str) {
        if pattern.len() >= SHORTEST {
            let meaning = || format!("{secret} {disguise}");
            self.0.entry(pattern).or_insert_with(meaning);
        }
    }

    /// Ready to search.
    pub fn needles(self) -> Needles {
        let (patterns, meanings): (Vec<Vec<u8>>, Vec<String>) = self.0.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns)
            .expect("the needles fit");
        Needles {
            automaton,
            meanings,
        }
    }
}

impl Needles {
    /// How many patterns there are.
    pub fn count(&self) -> usize {
        self.meanings.len()
    }

    /// What stands in these bytes, if anything does.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        let found = self.automaton.find(bytes)?;
        Some(&self.meanings[found.pattern()])
    }
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// As `encodeURIComponent` does it.
fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// What base64 makes of these bytes wherever they stand in something longer: for each of the three
/// ways in which they can fall on its groups, the letters that depend on nothing around them.
fn base64_cores(bytes: &[u8]) -> Vec<String> {
    let mut cores = Vec::new();
    for before in 0..3 {
        let padded = [&vec![0; before], bytes].concat();
        let first = (before * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            cores.extend(engine.encode(&padded).get(first..last).map(str::to_owned));
        }
    }
    cores
}

/// A search that finds nothing proves something only if it can find.
#[test]
fn the_search_finds_every_disguise_anywhere_in_a_file() {
    let secret = "Zoë.Dvořák@school.example";
    let mut secrets = Secrets::default();
    secrets.add(secret);
    let needles = secrets.needles();
    let surrounded = |core: &[u8]| [b"\x00\xff some bytes ", core, b"\x00 more \xfe"].concat();

    let plain = secret.as_bytes();
    let shouted = secret.to_ascii_uppercase();
    let utf_16 = [u16::to_le_bytes, u16::to_be_bytes].map(|order| utf_16(secret, order));
    for bytes in [plain, shouted.as_bytes(), &utf_16[0], &utf_16[1]] {
        assert!(needles.find(&surrounded(bytes)).is_some());
    }
    assert!(
        needles
            .find(b"?who=Zo%C3%AB.Dvo%C5%99%C3%A1k%40school.example&")
            .is_some()
    );
    for before in ["", "x", "xy", "xyz"] {
        let whole = format!("{before}{secret}, and more");
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            assert!(
                needles.find(engine.encode(&whole).as_bytes()).is_some(),
                "{before}"
            );
        }
    }
    assert!(needles.find(b"somebody.else@school.example").is_none());
}
