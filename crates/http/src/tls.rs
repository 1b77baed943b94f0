//! TLS by certificate files, which are read again when they change: a renewal needs no restart.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// HTTP/2 where the client can, else HTTP/1.1.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// A certificate with its key; clones share it.
#[derive(Clone)]
pub struct Tls(Arc<Files>);

struct Files {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    /// Of the files as they were last read, also where they could not be used.
    stamp: Stamp,
}

/// When each file was changed, and its length.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// Why a certificate cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{path} cannot be read: name a file that the server's user may read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{0} holds no certificate in PEM, as it begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate(PathBuf),
    #[error("{0} holds no private key in PEM, as it begins with -----BEGIN PRIVATE KEY-----")]
    NoKey(PathBuf),
    #[error("everybody on this machine may read the private key {0}: `chmod o-rwx {0}` ends that")]
    KeyOpenToAll(PathBuf),
    #[error(
        "the private key {key} does not belong to the certificate {certificate}: name the two files of one certificate"
    )]
    KeyOfAnother { certificate: PathBuf, key: PathBuf },
    #[error("the certificate {path} cannot be used: its key is to be RSA, ECDSA or Ed25519")]
    Unusable {
        path: PathBuf,
        #[source]
        source: rustls::Error,
    },
}

impl Tls {
    /// Reads a certificate, followed by those that vouch for it, and its private key, each in PEM.
    ///
    /// # Errors
    /// [`TlsError`] says which file is wrong.
    pub fn read(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let current = Current {
            stamp: stamp(certificate, key),
            config: Arc::new(configure(certificate, key)?),
        };
        Ok(Tls(Arc::new(Files {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            current: Mutex::new(current),
        })))
    }

    /// For one handshake, with the certificate as it is in the files now. Where the new one cannot be
    /// used, the last one stays: half of a renewal is no reason to be gone.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let files = &*self.0;
        let mut current = files.current.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&files.certificate, &files.key);
        if stamp != current.stamp {
            current.stamp = stamp;
            match configure(&files.certificate, &files.key) {
                Ok(config) => {
                    tracing::info!("the changed certificate is in use");
                    current.config = Arc::new(config);
                }
                Err(error) => {
                    tracing::error!("the changed certificate is not used, the last one is: {error}")
                }
            }
        }
        TlsAcceptor::from(Arc::clone(&current.config))
    }
}

fn stamp(certificate: &Path, key: &Path) -> Stamp {
    [certificate, key].map(|path| {
        let file = fs::metadata(path).ok()?;
        Some((file.modified().ok()?, file.len()))
    })
}

fn configure(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::NoCertificate(certificate.to_owned()))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(certificate.to_owned()));
    }
    let private =
        PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    refuse_open(key)?;
    let unusable = |source| TlsError::Unusable {
        path: certificate.to_owned(),
        source,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsError::KeyOfAnother {
                certificate: certificate.to_owned(),
                key: key.to_owned(),
            },
            source => unusable(source),
        })?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// A group may read the key, as Debian's `ssl-cert` does; everybody may not.
#[cfg(unix)]
fn refuse_open(key: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt;
    let is_open = fs::metadata(key).is_ok_and(|file| file.permissions().mode() & 0o007 != 0);
    match is_open {
        true => Err(TlsError::KeyOpenToAll(key.to_owned())),
        false => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_open(_key: &Path) -> Result<(), TlsError> {
    Ok(())
}
