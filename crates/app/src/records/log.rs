//! Each hub's log: the sequencer gives leaves their places in batches and signs a checkpoint; proofs and bundles are
//! read from the stored tiles; a whole installation can be verified.

use db::{Scope, Tx};
use ledger::{Bundle, Checkpoint, Hash, Note, Signer, Tiles, Verifier};
use uuid::Uuid;

use super::{actions, store_log as store};
use crate::app::App;
use crate::hubs;
use crate::web::Error;

/// Leaves placed in one transaction.
const BATCH: i64 = 4096;

/// The tiles of one hub's log.
struct HubTiles<'a, 'b> {
    tx: &'a mut Tx<'b>,
    hub: Uuid,
}

impl Tiles for HubTiles<'_, '_> {
    type Error = Error;
    fn tile(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>, Error> {
        let bytes = store::tile(self.tx, self.hub, level, index)?;
        let mut hashes: Vec<Hash> = bytes.chunks_exact(32).filter_map(|part| part.try_into().ok().map(Hash)).collect();
        if hashes.len() < usize::from(width) {
            return Err(Error::internal(format!("tile {level}/{index} of {} is too narrow", self.hub)));
        }
        hashes.truncate(width.into());
        Ok(hashes)
    }
}

/// The job `log.sequence`: places the waiting leaves of a hub.
///
/// # Errors
/// Of the database; running it again is harmless.
pub async fn sequence(app: &App, payload: &str) -> Result<(), Error> {
    let hub: Uuid = serde_json::from_str(payload).map_err(Error::internal)?;
    loop {
        let (now, fresh, base) = (app.clock.now(), app.random(), app.config.server.base_url.clone());
        let placed = app.db.write(Scope::system(), move |tx| place(tx, hub, now, &fresh, &base)).await?;
        if placed < BATCH {
            return Ok(());
        }
    }
}

/// Places a batch and signs the new checkpoint; gives how many leaves were placed.
fn place(tx: &mut Tx, hub: Uuid, now: i64, fresh: &[u8; 32], base: &str) -> Result<i64, Error> {
    let size = store::newest(tx, hub)?.map_or(0, |(size, _)| size);
    let placed = store::place(tx, hub, size, BATCH)?;
    if placed.is_empty() {
        return Ok(0);
    }
    let leaves: Vec<Hash> = placed.iter().map(|commitment| ledger::leaf_hash(commitment)).collect();
    for write in ledger::append(size, &leaves, &mut HubTiles { tx, hub })? {
        let bytes: Vec<u8> = write.hashes.iter().flat_map(|hash| hash.0).collect();
        store::put_tile(tx, hub, write.level, write.index, bytes)?;
    }
    let size = size + leaves.len() as u64;
    let root = ledger::root(size, &mut HubTiles { tx, hub })?;
    let (signer, origin) = signer(tx, hub, fresh, base)?;
    let note = signer.sign(&Checkpoint { origin, size, root }.text()).map_err(Error::internal)?;
    store::put_checkpoint(tx, hub, size, &root.0, &note, now)?;
    Ok(leaves.len() as i64)
}

/// The hub's key: derived from the installation's secret, which is made when it is first needed.
fn signer(tx: &mut Tx, hub: Uuid, fresh: &[u8; 32], base: &str) -> Result<(Signer, String), Error> {
    let secret = store::secret(tx, fresh)?;
    let code = hubs::by_id(tx, hub)?.code;
    let host = store::host(tx, base.split_once("://").map_or(base, |(_, host)| host))?;
    let origin = format!("{host}/hubs/{code}");
    let key = ledger::commit(&secret, origin.as_bytes());
    let signer = Signer::new(&origin, &key.0).map_err(Error::internal)?;
    Ok((signer, origin))
}

/// Settles with which secret and under which host the logs begin, before the first leaf is placed; unless that is
/// settled already.
///
/// # Errors
/// Of the database.
pub fn settle(tx: &mut Tx, hub: Uuid, fresh: &[u8; 32], base: &str) -> Result<(), Error> {
    signer(tx, hub, fresh, base).map(|_| ())
}

/// Where an event stands in its log.
pub struct Proof {
    /// From 0.
    pub position: i64,
    /// Leaves at the checkpoint.
    pub size: i64,
    /// The checkpoint's signed note.
    pub note: String,
    /// Inclusion proof, hex.
    pub path: Vec<String>,
}

/// The proof of an event, `None` until the sequencer has placed its leaf.
///
/// # Errors
/// Of the database.
pub fn prove(tx: &mut Tx, hub: Uuid, event: Uuid) -> Result<Option<Proof>, Error> {
    let (Some(position), Some((size, note))) = (store::position(tx, hub, event)?, store::newest(tx, hub)?) else {
        return Ok(None);
    };
    let path = ledger::inclusion_proof(position, size, &mut HubTiles { tx, hub })?;
    let path = path.iter().map(Hash::hex).collect();
    Ok(Some(Proof { position: position as i64, size: size as i64, note, path }))
}

/// The bundle of an event, as a file; `None` until the sequencer has placed its leaf, and of an event that was erased.
///
/// # Errors
/// Of the database.
pub fn bundle(tx: &mut Tx, app: &App, hub: Uuid, event: Uuid) -> Result<Option<String>, Error> {
    let (Some(position), Some((size, note))) = (store::position(tx, hub, event)?, store::newest(tx, hub)?) else {
        return Ok(None);
    };
    let path = ledger::inclusion_proof(position, size, &mut HubTiles { tx, hub })?;
    let Some((body, salt)) = store::body(tx, hub, event)? else { return Ok(None) };
    // The secret exists, since there is a checkpoint; what is given here is never used.
    let (signer, _) = signer(tx, hub, &[0; 32], &app.config.server.base_url)?;
    let bundle = Bundle::new(body, &salt, position, &path, note, &signer.verifier());
    bundle.to_json().map(Some).map_err(Error::internal)
}

/// The key that signs a hub's log, as it is published; `None` before the first checkpoint.
///
/// # Errors
/// Of the database.
pub fn key(tx: &mut Tx, app: &App, hub: Uuid) -> Result<Option<String>, Error> {
    if store::newest(tx, hub)?.is_none() {
        return Ok(None);
    }
    let (signer, _) = signer(tx, hub, &[0; 32], &app.config.server.base_url)?;
    Ok(Some(signer.verifier().to_string()))
}

/// How many entries a hub's log has at its newest checkpoint, and when that was signed; `None` before the first.
///
/// # Errors
/// Of the database.
pub fn size(tx: &mut Tx, hub: Uuid) -> Result<Option<(i64, i64)>, Error> {
    store::size(tx, hub)
}

/// The newest checkpoint of a hub's log.
///
/// # Errors
/// Of the database.
pub fn checkpoint(tx: &mut Tx, hub: Uuid) -> Result<Option<String>, Error> {
    Ok(store::newest(tx, hub)?.map(|(_, note)| note))
}

/// Which events are looked for.
#[derive(Clone, Debug)]
pub struct Find {
    /// Of this hub's log.
    pub hub: Option<Uuid>,
    /// From this moment on; milliseconds UTC.
    pub from: i64,
    /// Before this moment.
    pub until: i64,
    /// Words of the action; empty for all.
    pub action: String,
    /// Of the object with this reference number; empty for all.
    pub reference: String,
}

/// An event as auditors see it.
#[derive(Clone, Debug)]
pub struct Logged {
    /// Its hub; nil when it is of none.
    pub hub_id: Uuid,
    /// Id.
    pub id: Uuid,
    /// Milliseconds UTC.
    pub at: i64,
    /// What happened.
    pub action: String,
    /// To what kind of thing.
    pub object: String,
    /// To which reference number.
    pub reference: String,
    /// Who did it; empty for the system.
    pub person: String,
    /// The exact JSON that its leaf commits to.
    pub body: String,
    /// Place in its log.
    pub position: Option<i64>,
    /// What its leaf commits to, hex; empty without a leaf.
    pub commitment: String,
}

impl Logged {
    /// The end of the key of its words, `records-did-…`.
    pub fn did(&self) -> String {
        actions::word(&self.action)
    }
}

/// How a hub's log stands.
#[derive(Clone, Debug)]
pub struct LogState {
    /// The hub's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Leaves at the newest checkpoint.
    pub size: i64,
    /// When it was signed; `None` before the first.
    pub signed_at: Option<i64>,
    /// Leaves that wait for their place.
    pub waiting: i64,
}

/// The newest events that match.
///
/// # Errors
/// Of the database.
pub fn find(tx: &mut Tx, find: &Find, offset: i64, rows: i64) -> Result<Vec<Logged>, Error> {
    store::events(tx, find, offset, rows)
}

/// How many match, counted to `most`.
///
/// # Errors
/// Of the database.
pub fn count(tx: &mut Tx, find: &Find, most: i64) -> Result<i64, Error> {
    store::count_events(tx, find, most)
}

/// One event.
///
/// # Errors
/// `NotFound`.
pub fn event(tx: &mut Tx, id: Uuid) -> Result<Logged, Error> {
    store::event(tx, id)
}

/// How every hub's log stands.
///
/// # Errors
/// Of the database.
pub fn states(tx: &mut Tx) -> Result<Vec<LogState>, Error> {
    store::states(tx)
}

/// What happened so far, the oldest first; for tests.
///
/// # Errors
/// Of the database.
#[cfg(test)]
pub fn actions(tx: &mut Tx) -> Result<Vec<String>, Error> {
    store::actions(tx)
}

/// Verifies a bundle's text and says in words what it proves. Without the key that the hub publishes, it is proved only
/// that whoever holds the bundle's own key signed this log.
///
/// # Errors
/// What does not hold.
pub fn verify_bundle(text: &str, key: Option<&str>) -> anyhow::Result<String> {
    let key = key.map(|key| Verifier::parse(key.trim())).transpose()?;
    let verified = Bundle::parse(text)?.verify(key.as_ref())?;
    Ok(format!(
        "有效:日志 {} 第 {} 条,检查点共 {} 条\n签名公钥 {}\n{}",
        verified.origin,
        verified.index + 1,
        verified.size,
        verified.key,
        verified.event
    ))
}

/// Verifies every log: each leaf commits to its event, the tree over the leaves has the signed root, and it still
/// begins with the older checkpoint, if one is given.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify_all(app: &App, older: Option<&str>) -> anyhow::Result<Vec<String>> {
    let older = older.map(Note::parse).transpose()?.map(|note| Checkpoint::parse(&note.text)).transpose()?;
    let base = app.config.server.base_url.clone();
    let report = app.db.read_blocking(Scope::system(), move |tx| -> Result<Vec<String>, Error> {
        let mut lines = Vec::new();
        let mut met = older.is_none();
        for hub in store::logs(tx)? {
            let hub = hubs::by_id(tx, hub)?;
            let (bare, waiting) = store::unplaced(tx, hub.id)?;
            if bare > 0 {
                return Err(Error::internal(format!("{}: {bare} 个事件没有写入日志", hub.code)));
            }
            let Some((size, note)) = store::newest(tx, hub.id)? else { continue };
            let (signer, origin) = signer(tx, hub.id, &[0; 32], &base)?;
            let (leaves, erased) = checked_leaves(tx, hub.id, &hub.code)?;
            verify_log(&leaves, size, &note, &signer.verifier())
                .map_err(|what| Error::internal(format!("{}: {what}", hub.code)))?;
            if let Some(older) = older.as_ref().filter(|older| older.origin == origin) {
                met = true;
                let begins = older.size <= size && root_of(&leaves[..older.size as usize]) == older.root;
                if !begins {
                    return Err(Error::internal(format!("{}: 日志不再包含所给的检查点", hub.code)));
                }
            }
            let mut line = format!("{} {size} 条,有效", hub.code);
            if erased > 0 {
                line.push_str(&format!(";其中 {erased} 条的内容已删除,只留存证"));
            }
            if waiting > 0 {
                line.push_str(&format!(";另有 {waiting} 条等待写入"));
            }
            lines.push(line);
        }
        if met { Ok(lines) } else { Err(Error::internal("所给的检查点不属于这里的任何日志")) }
    });
    report.map_err(|error| anyhow::anyhow!(error.cause()))
}

/// The leaf hashes of a log in their order, each checked against its event, and how many events were erased: of such a
/// one text and salt are empty, its leaf stays and says nothing.
fn checked_leaves(tx: &mut Tx, hub: Uuid, code: &str) -> Result<(Vec<Hash>, usize), Error> {
    let (mut leaves, mut erased) = (Vec::new(), 0);
    loop {
        let part = store::placed(tx, hub, leaves.len() as i64, BATCH)?;
        if part.is_empty() {
            return Ok((leaves, erased));
        }
        for row in part {
            let place = leaves.len() as i64;
            let is_erased = row.body.is_empty() && row.salt.is_empty();
            let salt = <[u8; 32]>::try_from(row.salt).ok();
            let commits = salt.is_some_and(|salt| ledger::commit(&salt, row.body.as_bytes()).0 == row.commitment);
            erased += usize::from(is_erased);
            if row.position != place || !(commits || is_erased) {
                return Err(Error::internal(format!("{code}: 第 {} 条与它的事件不符", place + 1)));
            }
            leaves.push(ledger::leaf_hash(&row.commitment));
        }
    }
}

fn verify_log(leaves: &[Hash], size: u64, note: &str, verifier: &Verifier) -> Result<(), String> {
    let note = Note::parse(note).map_err(|error| error.to_string())?;
    note.verify(verifier).map_err(|error| error.to_string())?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(|error| error.to_string())?;
    if checkpoint.size != size || leaves.len() as u64 != size {
        return Err(format!("检查点有 {} 条,日志有 {} 条", checkpoint.size, leaves.len()));
    }
    if root_of(leaves) == checkpoint.root { Ok(()) } else { Err("树根与检查点不符".into()) }
}

/// The root over leaf hashes, level by level: a node without a sibling moves up as it is, which gives the same root
/// as the split at the largest power of two.
fn root_of(leaves: &[Hash]) -> Hash {
    if leaves.is_empty() {
        return ledger::empty_root();
    }
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| if let [left, right] = pair { ledger::node_hash(left, right) } else { pair[0] })
            .collect();
    }
    row[0]
}
