//! What all nodes share: the store, who leads, and what is to go wrong.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use super::faults::{AppendFault, Planned, ReadFault};
use super::store::Store;
use super::wire::{ClusterInfo, EndPoint, MemberInfo};

/// Of a member, in gossip.
const FOLLOWER: i32 = 6;
const LEADER: i32 = 8;

pub(super) struct Behaviour {
    store: Mutex<Store>,
    cluster: Mutex<Cluster>,
    appends: Mutex<Planned<AppendFault>>,
    reads: Mutex<Planned<ReadFault>>,
}

struct Cluster {
    members: Vec<SocketAddr>,
    stopped: Vec<bool>,
    leader: Option<usize>,
    /// Whether a node that does not lead says which one does.
    is_leader_told: bool,
    credentials: Option<(String, String)>,
    /// Whether a read says where its stream ends.
    are_ends_told: bool,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Behaviour {
    pub(super) fn new() -> Behaviour {
        Behaviour {
            store: Mutex::new(Store::new()),
            cluster: Mutex::new(Cluster {
                members: Vec::new(),
                stopped: Vec::new(),
                leader: Some(0),
                is_leader_told: true,
                credentials: None,
                are_ends_told: true,
            }),
            appends: Mutex::new(Planned::new()),
            reads: Mutex::new(Planned::new()),
        }
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        locked(&self.store)
    }

    pub(super) fn know_members(&self, members: Vec<SocketAddr>) {
        let mut cluster = locked(&self.cluster);
        cluster.stopped = vec![false; members.len()];
        cluster.members = members;
    }

    pub(super) fn lead(&self, node: Option<usize>, is_told: bool) {
        let mut cluster = locked(&self.cluster);
        cluster.leader = node;
        cluster.is_leader_told = is_told;
    }

    pub(super) fn mark_stopped(&self, node: usize, is_stopped: bool) {
        locked(&self.cluster).stopped[node] = is_stopped;
    }

    pub(super) fn require(&self, user: &str, password: &str) {
        locked(&self.cluster).credentials = Some((user.to_owned(), password.to_owned()));
    }

    pub(super) fn tell_ends(&self, are_told: bool) {
        locked(&self.cluster).are_ends_told = are_told;
    }

    pub(super) fn are_ends_told(&self) -> bool {
        locked(&self.cluster).are_ends_told
    }

    pub(super) fn fail_append(&self, stream: &str, fault: AppendFault) {
        locked(&self.appends).plan(stream, fault);
    }

    pub(super) fn fail_read(&self, stream: &str, fault: ReadFault) {
        locked(&self.reads).plan(stream, fault);
    }

    pub(super) fn append_fault(&self, stream: &str) -> Option<AppendFault> {
        locked(&self.appends).due(stream)
    }

    pub(super) fn read_fault(&self, stream: &str) -> Option<ReadFault> {
        locked(&self.reads).due(stream)
    }

    pub(super) fn faults_left(&self, stream: &str) -> usize {
        locked(&self.appends).left(stream) + locked(&self.reads).left(stream)
    }

    /// Who is in the cluster, as its nodes tell each other.
    pub(super) fn gossip(&self) -> ClusterInfo {
        let cluster = locked(&self.cluster);
        let member = |(number, address): (usize, &SocketAddr)| {
            let is_leader = cluster.leader == Some(number);
            MemberInfo {
                instance_id: None,
                time_stamp: 0,
                state: if is_leader { LEADER } else { FOLLOWER },
                // That a leader is gone is noticed when another one is elected.
                is_alive: !cluster.stopped[number] || is_leader,
                http_end_point: Some(EndPoint {
                    address: address.ip().to_string(),
                    port: u32::from(address.port()),
                }),
            }
        };
        ClusterInfo {
            members: cluster.members.iter().enumerate().map(member).collect(),
        }
    }

    /// Whether a node may answer a call with these headers.
    pub(super) fn admit(&self, node: usize, headers: &MetadataMap) -> Result<(), Status> {
        let cluster = locked(&self.cluster);
        if let Some((user, password)) = &cluster.credentials {
            let wanted = BASE64_STANDARD.encode(format!("{user}:{password}"));
            let given = headers.get("authorization");
            if given.is_none_or(|given| *given != format!("Basic {wanted}")) {
                let mut denied = Status::permission_denied("Access Denied");
                denied.metadata_mut().insert(
                    "exception",
                    tonic::metadata::MetadataValue::from_static("access-denied"),
                );
                return Err(denied);
            }
        }
        let wants_leader = headers
            .get("requires-leader")
            .is_some_and(|value| value == "true");
        if !wants_leader || cluster.leader == Some(node) {
            return Ok(());
        }
        match cluster.leader.filter(|_| cluster.is_leader_told) {
            Some(leader) => Err(not_leader(cluster.members[leader])),
            None => Err(Status::unknown("No leader info available in response")),
        }
    }
}

fn not_leader(leader: SocketAddr) -> Status {
    let mut status = Status::new(Code::NotFound, "Leader info available");
    let headers = [
        ("exception", "not-leader".to_owned()),
        ("leader-endpoint-host", leader.ip().to_string()),
        ("leader-endpoint-port", leader.port().to_string()),
    ];
    for (name, value) in headers {
        let value = value.parse().expect("a header's value");
        status.metadata_mut().insert(name, value);
    }
    status
}
