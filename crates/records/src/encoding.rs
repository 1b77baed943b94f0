//! Records as bytes: an array of fixed places, integers and lengths in their shortest form, so
//! that the same record always gives the same bytes (RFC 8949, deterministic encoding).
//!
//! `[kind, version, header, account, institution, source, body]`; the header is the unit's array,
//! or the distance to the record that has it.

use chrono::{DateTime, Utc};
use minicbor::data::Type;
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};
use rollbook_domain::{
    AccountId, AdminId, BatchId, ClassId, GroupId, InstitutionId, StepId, TokenId,
};
use uuid::Uuid;

use crate::{Body, Channel, Header, KeyId, Record, Sealed, Source, Unit};

pub(crate) const PLACES: u64 = 7;
pub(crate) const UNIT_PLACES: u64 = 6;

/// Stored bytes that are no record of a version this program knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("the stored bytes are no record: {0}")]
    Malformed(#[from] minicbor::decode::Error),
    #[error(
        "the record is of kind {kind}, version {version}, which this version of rollbook does not know: use a newer one"
    )]
    Unknown { kind: u16, version: u8 },
}

impl Record {
    /// The bytes to store. They are the Merkle tree's leaf.
    pub fn encode_into(&self, buffer: &mut Vec<u8>) {
        buffer.clear();
        let mut encoder = Encoder::new(buffer);
        // Writing to a vector cannot fail.
        let _ = self.write(&mut encoder);
    }

    /// As [`Record::encode_into`], into a new vector.
    pub fn encode(&self) -> Vec<u8> {
        let mut buffer = Vec::with_capacity(64);
        self.encode_into(&mut buffer);
        buffer
    }

    fn write<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder
            .array(PLACES)?
            .u16(self.body.kind().number())?
            .u8(self.body.version())?;
        match &self.header {
            Header::Own(unit) => write_unit(unit, encoder)?,
            Header::Behind(distance) => {
                encoder.u32(*distance)?;
            }
        }
        match self.account {
            Some(account) => encoder.bytes(account.as_bytes())?,
            None => encoder.null()?,
        };
        match self.institution {
            Some(institution) => encoder.u64(institution.0)?,
            None => encoder.null()?,
        };
        match self.source {
            Some(source) => encoder.array(2)?.u32(source.file)?.u32(source.row)?,
            None => encoder.null()?,
        };
        self.body.write(encoder)
    }

    /// Reads a stored record.
    pub fn decode(bytes: &[u8]) -> Result<Record, DecodeError> {
        let mut decoder = Decoder::new(bytes);
        expect_array(&mut decoder, PLACES)?;
        let kind = decoder.u16()?;
        let version = decoder.u8()?;
        let header = match decoder.datatype()? {
            Type::Array => Header::Own(read_unit(&mut decoder)?),
            _ => Header::Behind(decoder.u32()?),
        };
        let account = optional(&mut decoder, |decoder| {
            Ok(AccountId::from_bytes(sixteen(decoder)?))
        })?;
        let institution = optional(&mut decoder, |decoder| Ok(InstitutionId(decoder.u64()?)))?;
        let source = optional(&mut decoder, |decoder| {
            expect_array(decoder, 2)?;
            Ok(Source {
                file: decoder.u32()?,
                row: decoder.u32()?,
            })
        })?;
        let body = Body::read(kind, version, &mut decoder)?;
        Ok(Record {
            header,
            account,
            institution,
            source,
            body,
        })
    }
}

fn write_unit<W: Write>(
    unit: &Unit,
    encoder: &mut Encoder<W>,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    encoder
        .array(UNIT_PLACES)?
        .bytes(unit.id.as_bytes())?
        .i64(unit.at.timestamp_millis())?
        .u8(unit.channel as u8)?
        .bytes(&unit.actor.0)?
        .bytes(unit.actor_name.as_bytes())?;
    match &unit.reason {
        Some(reason) => encoder.bytes(reason.as_bytes())?,
        None => encoder.null()?,
    };
    Ok(())
}

fn read_unit(decoder: &mut Decoder<'_>) -> Result<Unit, minicbor::decode::Error> {
    expect_array(decoder, UNIT_PLACES)?;
    Ok(Unit {
        id: Uuid::from_bytes(sixteen(decoder)?),
        at: DateTime::<Utc>::from_timestamp_millis(decoder.i64()?)
            .ok_or_else(|| minicbor::decode::Error::message("a time out of range"))?,
        channel: Channel::from_number(decoder.u8()?)
            .ok_or_else(|| minicbor::decode::Error::message("an unknown channel"))?,
        actor: KeyId(sixteen(decoder)?),
        actor_name: Sealed::from_bytes(decoder.bytes()?),
        reason: optional(decoder, |decoder| Ok(Sealed::from_bytes(decoder.bytes()?)))?,
    })
}

pub(crate) fn expect_array(
    decoder: &mut Decoder<'_>,
    length: u64,
) -> Result<(), minicbor::decode::Error> {
    if decoder.array()? == Some(length) {
        Ok(())
    } else {
        Err(minicbor::decode::Error::message(
            "an array of another length",
        ))
    }
}

pub(crate) fn optional<'b, T>(
    decoder: &mut Decoder<'b>,
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, minicbor::decode::Error>,
) -> Result<Option<T>, minicbor::decode::Error> {
    if decoder.datatype()? == Type::Null {
        decoder.null()?;
        return Ok(None);
    }
    read(decoder).map(Some)
}

pub(crate) fn sixteen(decoder: &mut Decoder<'_>) -> Result<[u8; 16], minicbor::decode::Error> {
    decoder
        .bytes()?
        .try_into()
        .map_err(|_| minicbor::decode::Error::message("an identifier that is not 16 bytes"))
}

/// Sixteen bytes that name something, as a byte string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Id(pub [u8; 16]);

impl<C> Encode<C> for Id {
    fn encode<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder.bytes(&self.0)?;
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Id {
    fn decode(decoder: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        sixteen(decoder).map(Id)
    }
}

macro_rules! id_conversions {
    ($($name:ident),*) => {
        $(
            impl From<$name> for Id {
                fn from(value: $name) -> Id {
                    Id(*value.as_bytes())
                }
            }

            impl From<Id> for $name {
                fn from(value: Id) -> $name {
                    $name::from_bytes(value.0)
                }
            }
        )*
    };
}

id_conversions!(
    AccountId, AdminId, BatchId, ClassId, GroupId, StepId, TokenId
);

impl<C> Encode<C> for Sealed {
    fn encode<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder.bytes(self.as_bytes())?;
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Sealed {
    fn decode(decoder: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(Sealed::from_bytes(decoder.bytes()?))
    }
}
