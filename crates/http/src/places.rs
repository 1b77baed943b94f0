//! Places for work that holds a thread or a connection: so many at once, and no caller has them all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rollbook_service::Caller;

/// One caller has a quarter of the places at most, and one place at least where there is any.
const SHARE: usize = 4;

/// Who holds places: a token by its name, or a person by the name in the session.
type Holder = (&'static str, String);

#[derive(Clone)]
pub(crate) struct SharedPlaces {
    most: usize,
    taken: Arc<Mutex<HashMap<Holder, usize>>>,
}

impl SharedPlaces {
    /// For so many at once.
    pub fn new(most: usize) -> SharedPlaces {
        SharedPlaces {
            most,
            taken: Arc::default(),
        }
    }

    /// Takes a place, which is free again when it is dropped; `None` where all are taken, or the caller's
    /// share is.
    pub fn enter(&self, caller: &Caller) -> Option<Place> {
        let holder = (caller.channel.as_str(), caller.actor.clone());
        let mut taken = lock(&self.taken);
        let own = taken.get(&holder).copied().unwrap_or_default();
        if taken.values().sum::<usize>() >= self.most || own >= (self.most / SHARE).max(1) {
            return None;
        }
        taken.insert(holder.clone(), own + 1);
        Some(Place {
            holder,
            taken: Arc::clone(&self.taken),
        })
    }

    /// How many places are taken.
    pub fn in_use(&self) -> u64 {
        lock(&self.taken).values().sum::<usize>() as u64
    }
}

/// One that is taken.
pub(crate) struct Place {
    holder: Holder,
    taken: Arc<Mutex<HashMap<Holder, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(own) = taken.get_mut(&self.holder) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.holder);
            }
        }
    }
}

fn lock(taken: &Mutex<HashMap<Holder, usize>>) -> MutexGuard<'_, HashMap<Holder, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(places: &SharedPlaces, actor: &str) -> Option<Place> {
        places.enter(&Caller::of_the_machine(actor))
    }

    #[test]
    fn a_caller_has_its_share_and_others_have_theirs() {
        let places = SharedPlaces::new(8);
        let first = enter(&places, "amy");
        let second = enter(&places, "amy");
        assert!(first.is_some() && second.is_some());
        assert!(enter(&places, "amy").is_none(), "a quarter of 8 is 2");
        let other = enter(&places, "ben");
        assert!(other.is_some());
        assert_eq!(places.in_use(), 3);
        drop(first);
        assert!(enter(&places, "amy").is_some());
    }

    #[test]
    fn there_are_so_many_places_for_all_together() {
        let places = SharedPlaces::new(3);
        let taken = ["amy", "ben", "cas"].map(|actor| enter(&places, actor));
        assert!(taken.iter().all(Option::is_some), "at least one for each");
        assert!(enter(&places, "dan").is_none());
        drop(taken);
        assert_eq!(places.in_use(), 0);
        assert!(enter(&SharedPlaces::new(0), "amy").is_none());
    }
}
