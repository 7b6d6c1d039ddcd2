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
        let (answer, end) = self.exchange(request)?;
        self.buffer.drain(..end);
        Ok(answer)
    }

    /// The same, and gives the whole answer, head and body.
    ///
    /// # Errors
    /// As [`Connection::send`].
    pub fn ask(&mut self, request: &str) -> io::Result<(Answer, String)> {
        let (answer, end) = self.exchange(request)?;
        let text = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end);
        Ok((answer, text))
    }

    /// Receives a whole answer; gives where it ends in the buffer.
    fn exchange(&mut self, request: &str) -> io::Result<(Answer, usize)> {
        self.stream.write_all(request.as_bytes())?;
        let head = self.find(0, b"\r\n\r\n")?;
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = text.get(9..12).and_then(|digits| digits.parse().ok()).ok_or_else(|| wrong(&text))?;
        let end = match length(&text) {
            Some(length) => head + length,
            None if text.contains("\r\ntransfer-encoding: chunked\r\n") => self.last_chunk(head)?,
            None => return Err(wrong(&text)),
        };
        while self.buffer.len() < end {
            self.receive()?;
        }
        Ok((Answer { status, length: end - head }, end))
    }

    /// Where the first `mark` from `start` on ends, receiving as much as that takes.
    fn find(&mut self, start: usize, mark: &[u8]) -> io::Result<usize> {
        loop {
            let found =
                self.buffer.get(start..).and_then(|rest| rest.windows(mark.len()).position(|part| part == mark));
            match found {
                Some(at) => return Ok(start + at + mark.len()),
                None => self.receive()?,
            }
        }
    }

    /// Where a body in chunks ends: each begins with its length, the last has none.
    fn last_chunk(&mut self, mut start: usize) -> io::Result<usize> {
        loop {
            let data = self.find(start, b"\r\n")?;
            let digits = String::from_utf8_lossy(&self.buffer[start..data - 2]).into_owned();
            let length = usize::from_str_radix(&digits, 16).map_err(|_| wrong(&digits))?;
            start = data + length + 2;
            if length == 0 {
                return Ok(start);
            }
        }
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

/// Of a head in small letters.
fn length(head: &str) -> Option<usize> {
    head.lines().find_map(|line| line.strip_prefix("content-length:"))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn answers_with_a_length_and_in_chunks_are_read_to_their_ends() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let answers = [
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 404 X\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 303 X\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
            ];
            for answer in answers {
                let mut request = [0; 1024];
                assert!(stream.read(&mut request).unwrap() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut connection = Connection::open(address).unwrap();
        assert_eq!(connection.get("/", "").unwrap(), Answer { status: 200, length: 2 });
        assert_eq!(connection.get("/", "accept-encoding: gzip\r\n").unwrap().status, 404);
        assert_eq!(connection.post("/", "a=b", "c=d").unwrap(), Answer { status: 303, length: 0 });
        assert!(connection.get("/", "").is_err());
        server.join().unwrap();
        assert!(connection.get("/", "").is_err());
    }
}
