//! The stable codes of everything a check can find.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row, or the whole file, is refused.
    Error,
    /// Nothing is refused, but a person should look.
    Warning,
    /// Something was tidied or ignored on reading.
    Note,
}

impl Severity {
    /// The name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Declares each code once: variant, stable name, severity, what it means, what to do.
macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $meaning:literal $fix:literal)+) => {
        /// The stable code of a finding. Codes are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Code {
            $(#[doc = $meaning] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The name in JSON and in refused-row files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// Whether it refuses, warns or only informs.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),+ }
            }

            /// What was found, in general terms.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning),+ }
            }

            /// What a person should do about it.
            pub const fn fix(self) -> &'static str {
                match self { $(Code::$variant => $fix),+ }
            }
        }
    };
}

codes! {
    FileEmpty "file-empty" Error
        "The file holds no bytes at all, so not even a header."
        "Save the file again from where it came from, with its header line."
    NotUtf8 "not-utf8" Error
        "The file is not UTF-8 text: UTF-16, Windows-1252, or no text at all. Nothing of it is accepted."
        "Save it as “CSV UTF-8 (comma delimited)” and check the new file."
    ZipBroken "zip-broken" Error
        "The zip archive is damaged or cut off. Nothing of it is read."
        "Make the archive again, or choose the CSV files themselves."
    ZipEmpty "zip-empty" Error
        "The zip archive holds no file."
        "Put the CSV files into the archive."
    ZipPath "zip-path" Error
        "A name in the zip archive has a path that leads elsewhere or into several folders. Nothing of it is read."
        "Make an archive of the CSV files alone, without folders."
    ZipEncrypted "zip-encrypted" Error
        "The zip archive is protected by a password. Nothing of it is read."
        "Make the archive again without a password."
    ZipNested "zip-nested" Error
        "The zip archive holds another archive. Nothing of it is read."
        "Unpack the inner archive and make one of the CSV files alone."
    ZipBomb "zip-bomb" Error
        "A file in the zip archive is more than 100 times larger than its compressed form. Nothing of it is read."
        "Choose the CSV files themselves."
    ZipTooManyFiles "zip-too-many-files" Error
        "The zip archive holds more than 100 files. Nothing of it is read."
        "Make an archive of the CSV files that belong to one import."
    FileNameDuplicate "file-name-duplicate" Error
        "Two files of the package have the same name, and either could be right. All rows of both are refused."
        "Leave one of the two files out."
    FileNameUnknown "file-name-unknown" Error
        "A package of a student information system has no file of this name. All rows of the file are refused."
        "Rename the file, for example to users.csv or update_users.csv, or leave it out. If it is no such file, name the profile."
    UsersMissing "users-missing" Error
        "A full import has no users.csv. All rows of the package are refused."
        "Add users.csv, or name the files update_… for a partial import."
    PackageMixed "package-mixed" Error
        "The package mixes files of a full and of a partial import, or of two versions. All its rows are refused."
        "Import the files of the one without those of the other."
    HeaderMissing "header-missing" Error
        "The file has no header line, or its first line is a row of data. All rows are refused."
        "Put the header of the template above the first row."
    ColumnMissing "column-missing" Error
        "A column that the profile cannot do without is not in the header. All rows are refused."
        "Add the column to the header, or check with the profile that fits the file."
    ProfileMixed "profile-mixed" Error
        "The file fits another profile than the first file of the check. All rows are refused."
        "Check and import the files one by one, or name the profile."
    ColumnDuplicate "column-duplicate" Error
        "Two columns of the header mean the same. All rows are refused, because either could be right."
        "Keep one of the two columns."
    FlagOfOtherVersion "flag-of-other-version" Error
        "The header has the flag of the other version. Their senses are opposite: in version 1, `enabled` is 1 for whoever may log in; in version 2, `blocked` is 1 for whoever may not. All rows are refused."
        "Use the profile of the version that the file has, or correct the column and its values."
    QuoteStray "quote-stray" Error
        "A quotation mark stands inside an unquoted field, or text follows a closing quotation mark."
        "Put the whole field in quotation marks and double each quotation mark inside it."
    QuoteUnclosed "quote-unclosed" Error
        "A quotation mark is never closed, so everything after it was read as one field."
        "Close the quotation mark where its field ends."
    TooManyFields "too-many-fields" Error
        "The row has filled fields to the right of the last column. Surplus blank fields are ignored, except in a file with passwords."
        "Put fields that contain the delimiter in quotation marks, or remove the surplus."
    TooFewFields "too-few-fields" Error
        "The row ends before a column that must be filled. Other missing fields at the end are blank, except in a file with passwords."
        "Add the missing fields."
    FieldTooLong "field-too-long" Error
        "A field has more than 32,768 bytes, or a row more than 1,048,576."
        "Shorten the field; a quotation mark that is closed too late also looks like this."
    ControlCharacter "control-character" Error
        "A cell holds a character that cannot be seen or typed, such as NUL, or a line break inside it."
        "Type the cell anew."
    EmailMissing "email-missing" Error
        "The email is blank."
        "Fill in the email of the account."
    EmailMalformed "email-malformed" Error
        "The email does not have the form name@domain, or has more than 254 characters."
        "Correct the email."
    IdMissing "id-missing" Error
        "Nothing in the row can find an account: every column that could is blank."
        "Fill in one of the columns named in the message."
    IdMalformed "id-malformed" Error
        "An id that must be a whole number is not one, or is larger than 9,007,199,254,740,991."
        "Use the digits of the id only."
    InstitutionNotAnId "institution-not-an-id" Error
        "The institution is not given by its ID, which is a whole number."
        "Use the institution's ID in place of its name."
    NumberMangled "number-mangled" Error
        "A spreadsheet turned an id into a number such as 1.23E+05 or 12345.0; its digits may be lost."
        "Format the column as text in the spreadsheet and fill in the id from its source."
    FlagMalformed "flag-malformed" Error
        "A cell that takes only a fixed mark holds something else."
        "Use the mark named in the message, or leave the cell blank."
    LoginMalformed "login-malformed" Error
        "The login is not 3 to 68 letters, digits and _ - . + with a letter or digit first."
        "Correct the login."
    UserTypeMalformed "user-type-malformed" Error
        "The user type is not T, S or P."
        "Use T for a teacher, S for a student, P for a parent, or leave the cell blank."
    RoleMalformed "role-malformed" Error
        "The role in a class is neither T nor S."
        "Use T for a teacher, S for a student, or leave the cell blank for a student."
    TimeMalformed "time-malformed" Error
        "The time is neither a date such as 2026-03-01 nor a time such as 2026-03-01T08:30:00Z."
        "Write the time in one of the two forms."
    GradesMalformed "grades-malformed" Error
        "The number of grades is not a whole number, or is larger than 9,007,199,254,740,991."
        "Use digits only, or leave the cell blank."
    DuplicateConflict "duplicate-conflict" Error
        "Rows name the same account but differ. All of them are refused; the last one does not win."
        "Keep the row that is right and remove the others."
    ConflictInPackage "conflict-in-package" Error
        "The package both states and deletes what the row names. All rows that do are refused."
        "Keep the row in the file that is right and remove it from the other."
    DuplicateRow "duplicate-row" Warning
        "The row repeats an earlier one. Both count as accepted and take effect once."
        "Nothing has to be done; remove the repeated row to be rid of the warning."
    HeaderOnly "header-only" Warning
        "The file has a header and no rows."
        "Check that the export which wrote the file was complete."
    ColumnMisspelt "column-misspelt" Warning
        "The column's name is one or two letters from that of a column which the file does not have."
        "Correct the name in the header, or remove the column."
    DelimiterDetected "delimiter-detected" Note
        "The fields are separated by semicolons or tabs instead of commas."
        "Nothing has to be done."
    ColumnUnknown "column-unknown" Note
        "The profile does not know the column, so it is ignored."
        "Nothing has to be done, unless the column was meant to be another one."
    ColumnNearMiss "column-near-miss" Note
        "The column's name is not quite the expected one, and was read as it."
        "Nothing has to be done; the template has the exact names."
    SpacesTrimmed "spaces-trimmed" Note
        "Spaces around a value were left out."
        "Nothing has to be done."
    InvisibleCharacter "invisible-character" Note
        "Characters that cannot be seen, such as non-breaking or zero-width spaces, were left out."
        "Nothing has to be done."
    PasswordDropped "password-dropped" Note
        "The row has a password. It is left out at once: never stored, logged or uploaded."
        "Nothing has to be done; leave the column out to be rid of the note."
    RowBlank "row-blank" Note
        "The line is blank. It is numbered, but is no row."
        "Nothing has to be done."
}

impl Code {
    /// Whether it says that a file could not be read at all: nothing can be said about its rows.
    pub const fn is_of_reading(self) -> bool {
        matches!(
            self,
            Code::FileEmpty
                | Code::NotUtf8
                | Code::ZipBroken
                | Code::ZipEmpty
                | Code::ZipPath
                | Code::ZipEncrypted
                | Code::ZipNested
                | Code::ZipBomb
                | Code::ZipTooManyFiles
                | Code::FileNameDuplicate
        )
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}
