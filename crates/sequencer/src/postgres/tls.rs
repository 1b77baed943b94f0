//! Whom to believe: the certificate's chain and the host's name are always checked.

use std::path::Path;
use std::sync::Arc;

use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::address::Address;
use super::fault::Fault;

/// With the certificates of a file, or else with those that the machine trusts.
pub(super) fn connector(address: &Address) -> Result<MakeRustlsConnect, Fault> {
    let mut roots = RootCertStore::empty();
    match &address.root_certificates {
        Some(path) => add_file(&mut roots, path)?,
        None if address.needs_tls() => add_machine(&mut roots)?,
        None => {}
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::Refused(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Whether the file of certificates can be used, where the URL names one.
pub(super) fn check(address: &Address) -> Result<(), Fault> {
    match &address.root_certificates {
        Some(path) => add_file(&mut RootCertStore::empty(), path),
        None => Ok(()),
    }
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> Result<(), Fault> {
    let unusable = |why: String| {
        Fault::Url(format!(
            "sslrootcert={} in its URL is of no use: {why}; name a file of certificates in PEM, or leave sslrootcert out to believe those that this machine trusts",
            path.display()
        ))
    };
    let text = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        let added = roots.add(certificate);
        added.map_err(|error| unusable(error.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(unusable("it holds no certificate in PEM".to_owned())),
        false => Ok(()),
    }
}

fn add_machine(roots: &mut RootCertStore) -> Result<(), Fault> {
    let found = rustls_native_certs::load_native_certs();
    // A machine may hold some that nobody can read; the others do.
    roots.add_parsable_certificates(found.certs);
    match roots.is_empty() {
        true => Err(Fault::Refused(
            "this machine trusts no certificate: install them (on Debian `apt-get install ca-certificates`), or name a file by sslrootcert= in the URL"
                .to_owned(),
        )),
        false => Ok(()),
    }
}
