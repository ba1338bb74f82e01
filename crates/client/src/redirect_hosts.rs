//! Hosts that no config may lead to: those that answer only to machines nearby. Clouds give out secrets there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

/// Metadata services that are at no link-local address: those of Alibaba Cloud and Oracle Cloud.
const METADATA_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192)];

/// The same for IPv6: those of AWS and Google Cloud, whose addresses are unique-local ones.
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254),
    Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254),
];

/// The names that Google Cloud has for its metadata service.
const METADATA_NAMES: [&str; 2] = ["metadata.google.internal", "metadata.goog"];

/// Whether a config may lead to an address: it names a host, and none of those.
pub(crate) fn is_allowed(url: &str) -> bool {
    // Parsed as whoever connects does it: numbers in other notations than the usual are addresses then.
    let Some(host) = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)) else {
        return false;
    };
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => is_allowed_v4(address),
        Ok(IpAddr::V6(address)) => is_allowed_v6(address),
        Err(_) => !METADATA_NAMES.contains(&host.trim_end_matches('.')),
    }
}

fn is_allowed_v4(address: Ipv4Addr) -> bool {
    !address.is_link_local() && !METADATA_V4.contains(&address)
}

fn is_allowed_v6(address: Ipv6Addr) -> bool {
    !address.is_unicast_link_local()
        && !METADATA_V6.contains(&address)
        && embedded(address).is_none_or(is_allowed_v4)
}

/// The IPv4 address that an IPv6 address leads to: mapped (`::ffff:a.b.c.d`), compatible (`::a.b.c.d`), translated
/// (`64:ff9b::a.b.c.d`) or tunnelled (`2002:aabb:ccdd::`).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_machines_nearby_can_reach_is_no_place_to_lead_to() {
        for url in [
            "http://169.254.169.254/latest/meta-data/",
            "http://169.254.0.1",
            "http://169.254.169.254./",
            "http://user@169.254.169.254:80/",
            "http://2852039166/",
            "http://0xA9FEA9FE/",
            "http://0xa9.0xfe.0xa9.0xfe/",
            "http://0251.0376.0251.0376/",
            "http://169.254.43518/",
            "http://169.16689662/",
            "http://１６９.254.169.254/",
            "http://169%2E254.169.254/",
            "http:169.254.169.254/",
            "http:\\\\169.254.169.254\\",
            "http://100.100.100.200/",
            "https://192.0.0.192/",
            "http://[fe80::1]/",
            "http://[febf:ffff::1]/",
            "http://[fd00:ec2::254]/",
            "http://[FD00:0EC2:0:0::0254]:80/latest/",
            "http://[fd00:ec2::0.0.2.84]/",
            "http://[fd20:ce::254]/",
            "http://[::ffff:169.254.169.254]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[::169.254.169.254]/",
            "http://[::ffff:0:a9fe:a9fe]/",
            "http://[64:ff9b::169.254.169.254]/",
            "http://[2002:a9fe:a9fe::1]/",
            "http://[::ffff:100.100.100.200]/",
            "http://metadata.google.internal/computeMetadata/v1/",
            "http://METADATA.google.internal./",
            "http://metadata.goog",
            "http://[fe80::1%25eth0]/",
            "http://",
            "http://[::1",
            "nowhere",
            "",
        ] {
            assert!(!is_allowed(url), "{url}");
        }
    }

    #[test]
    fn every_other_host_may_be_named() {
        for url in [
            "https://cdn-eu.configcat.com",
            "http://127.0.0.1:8080/flags",
            "http://10.0.0.1/",
            "http://169.253.169.254/",
            "http://[::1]/",
            "http://[fd00::254]/",
            "http://[fd00:ec2::253]/",
            "http://[2001:db8::a9fe:a9fe]/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254.example.com/",
            "http://localhost/",
            "https://metadata.example.com/",
        ] {
            assert!(is_allowed(url), "{url}");
        }
    }
}
