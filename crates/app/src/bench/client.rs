//! A client as small as can be: one connection that is kept alive, one request after another. What it costs is what
//! the measured server does not get, so it parses no more than it needs.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    /// What was received and not used yet.
    buffer: Vec<u8>,
}

/// What came back: the status and the length of the body in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Length of the body.
    pub length: usize,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub fn open(address: SocketAddr) -> io::Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Asks for a page, with further header lines, each ending in `\r\n`.
    ///
    /// # Errors
    /// When the server has gone.
    pub fn get(&mut self, path: &str, headers: &str) -> io::Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}\r\n"))
    }

    /// Sends a form with the cookie of a session.
    ///
    /// # Errors
    /// When the server has gone.
    pub fn post(&mut self, path: &str, cookie: &str, form: &str) -> io::Result<Answer> {
        let length = form.len();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
        ))
    }

    /// Sends a whole request and waits for its whole answer.
    ///
    /// # Errors
    /// When the server has gone, or answers without a length.
    pub fn send(&mut self, request: &str) -> io::Result<Answer> {
        self.stream.write_all(request.as_bytes())?;
        let head = loop {
            match self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.receive()?,
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]);
        let status = text.get(9..12).and_then(|digits| digits.parse().ok()).ok_or_else(|| wrong(&text))?;
        let length = length(&text).ok_or_else(|| wrong(&text))?;
        while self.buffer.len() < head + length {
            self.receive()?;
        }
        self.buffer.drain(..head + length);
        Ok(Answer { status, length })
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut part = [0; 16 * 1024];
        match self.stream.read(&mut part)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffer.extend_from_slice(&part[..count]);
                Ok(())
            }
        }
    }
}

fn wrong(head: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not an answer with a length: {head}"))
}

fn length(head: &str) -> Option<usize> {
    let line =
        head.lines().find(|line| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case("content-length:")))?;
    line[15..].trim().parse().ok()
}
