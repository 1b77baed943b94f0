//! A connection that confirms at once what it received.
//!
//! The client sends a call in two pieces and, as it never turns Nagle's algorithm off, the second only
//! when the first is confirmed. Linux lets that wait for 40 ms, which tests need not.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

pub(super) struct PromptSocket(TcpStream);

impl PromptSocket {
    pub(super) fn new(socket: TcpStream) -> io::Result<PromptSocket> {
        socket.set_nodelay(true)?;
        Ok(PromptSocket(socket))
    }
}

/// Holds until the next read only.
#[cfg(target_os = "linux")]
fn confirm(socket: &TcpStream) {
    // A connection that has ended has nothing to confirm.
    let _ = rustix::net::sockopt::set_tcp_quickack(socket, true);
}

#[cfg(not(target_os = "linux"))]
fn confirm(_: &TcpStream) {}

impl AsyncRead for PromptSocket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.0).poll_read(context, buffer);
        confirm(&self.0);
        read
    }
}

impl AsyncWrite for PromptSocket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
