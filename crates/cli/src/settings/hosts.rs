//! Names of the server, as a browser's address line has them.

use serde::{Deserialize, Serialize};

/// A name or an address without a port; an IPv6 address stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct HostName(String);

impl HostName {
    /// As `Host` has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HostName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<HostName, Self::Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let is_name = !name.is_empty() && name.bytes().all(plain);
        let is_address = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
        match is_name || is_address {
            true => Ok(HostName(name)),
            false => Err("this is no name without a port"),
        }
    }
}
