//! What a record says besides the event itself, read without copying: for whoever looks through
//! many records for a few.

use minicbor::data::Type;
use minicbor::{Decoder, decode};
use rollbook_domain::{AccountId, InstitutionId};
use uuid::Uuid;

use crate::encoding::{PLACES, UNIT_PLACES, expect_array, optional, sixteen};
use crate::{Channel, DecodeError, KeyId, Kind};

/// A record without its source and its details.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Envelope<'b> {
    pub kind: Kind,
    /// How many records before this one the unit is described; none where it is here.
    pub behind: u32,
    /// The unit, where it is described here.
    pub unit: Option<EnvelopeUnit<'b>>,
    pub account: Option<AccountId>,
    pub institution: Option<InstitutionId>,
}

/// Who and by which door; name and reason stay sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EnvelopeUnit<'b> {
    /// Names the unit; for a batch it is the batch's id.
    pub id: Uuid,
    pub channel: Channel,
    pub actor: KeyId,
    /// As in [`crate::Sealed`].
    pub actor_name: &'b [u8],
    /// As in [`crate::Sealed`].
    pub reason: Option<&'b [u8]>,
}

impl<'b> Envelope<'b> {
    /// Reads the beginning of a stored record.
    ///
    /// # Errors
    /// As [`crate::Record::decode`], but for what is wrong behind the envelope.
    pub fn decode(bytes: &'b [u8]) -> Result<Envelope<'b>, DecodeError> {
        let mut decoder = Decoder::new(bytes);
        expect_array(&mut decoder, PLACES)?;
        let (kind, version) = (decoder.u16()?, decoder.u8()?);
        let kind = Kind::from_number(kind).ok_or(DecodeError::Unknown { kind, version })?;
        let (behind, unit) = match decoder.datatype()? {
            Type::Array => (0, Some(unit(&mut decoder)?)),
            _ => (decoder.u32()?, None),
        };
        let account = optional(&mut decoder, |decoder| {
            Ok(AccountId::from_bytes(sixteen(decoder)?))
        })?;
        let institution = optional(&mut decoder, |decoder| Ok(InstitutionId(decoder.u64()?)))?;
        Ok(Envelope {
            kind,
            behind,
            unit,
            account,
            institution,
        })
    }
}

fn unit<'b>(decoder: &mut Decoder<'b>) -> Result<EnvelopeUnit<'b>, decode::Error> {
    expect_array(decoder, UNIT_PLACES)?;
    let id = Uuid::from_bytes(sixteen(decoder)?);
    decoder.i64()?;
    Ok(EnvelopeUnit {
        id,
        channel: Channel::from_number(decoder.u8()?)
            .ok_or_else(|| decode::Error::message("an unknown channel"))?,
        actor: KeyId(sixteen(decoder)?),
        actor_name: decoder.bytes()?,
        reason: optional(decoder, |decoder| decoder.bytes())?,
    })
}
