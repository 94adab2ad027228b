-- Vietnamese names: an alphabetical key and a spelling without accents, the same on every server.
-- Neither asks the server's locale: an index built on one machine stays right on another.

create extension if not exists pg_trgm;

-- Small letters, composed (NFC). Taken apart, every letter is plain ASCII with marks but for "đ",
-- so the rules of "C" suffice.
create function vi_lower(written text) returns text
    language sql immutable strict parallel safe
    return normalize(translate(lower(normalize(written, nfd) collate "C"), 'Đ', 'đ'), nfc);

-- The key by which Vietnamese names sort: store it in a column with collate "C", or index it so.
-- First the characters as consecutive codes: blank, punctuation, digits, then the alphabet
-- a ă â b c d đ e ê ... z without tones. Then 0x01, which is below every code. Then a tone for each
-- character: 0 none, 1 huyền, 2 hỏi, 3 ngã, 4 sắc, 5 nặng. So tones decide only between names of
-- the same letters, as in dictionaries. The lists begin with what is frequent, for translate()
-- searches them from the left.
create function vi_key(written text) returns text
    language sql immutable strict parallel safe
    return translate(
        vi_lower(written),
        ' aăâbcdđeêfghijklmnoôơpqrstuưvwxyz'
        || 'àằầèềìòồờùừỳ'
        || 'ảẳẩẻểỉỏổởủửỷ'
        || 'ãẵẫẽễĩõỗỡũữỹ'
        || 'áắấéếíóốớúứý'
        || 'ạặậẹệịọộợụựỵ'
        || '0123456789'
        || '_-,;:!?.''"()[]{}@*/\&#%`^+<=>|~$',
        ' KLMNOPQRSTUVWXYZ[\]^_`abcdefghijk'
        || 'KLMRSW]^_efj'
        || 'KLMRSW]^_efj'
        || 'KLMRSW]^_efj'
        || 'KLMRSW]^_efj'
        || 'KLMRSW]^_efj'
        || 'ABCDEFGHIJ'
        || '!"#$%&''()*+,-./0123456789:;<=>?@'
    ) || chr(1) || translate(
        vi_lower(written),
        ' aăâbcdđeêfghijklmnoôơpqrstuưvwxyz'
        || 'àằầèềìòồờùừỳ'
        || 'ảẳẩẻểỉỏổởủửỷ'
        || 'ãẵẫẽễĩõỗỡũữỹ'
        || 'áắấéếíóốớúứý'
        || 'ạặậẹệịọộợụựỵ'
        || '0123456789'
        || '_-,;:!?.''"()[]{}@*/\&#%`^+<=>|~$',
        '0000000000000000000000000000000000'
        || '111111111111'
        || '222222222222'
        || '333333333333'
        || '444444444444'
        || '555555555555'
        || '0000000000'
        || '00000000000000000000000000000000'
    );

-- For finding names whatever the accents: small letters without marks, "đ" as "d", every run of
-- white space one blank, none at the ends. The marks of other Latin names go as well, and so does
-- what is pasted along without being seen (zero-width characters, soft hyphens).
create function vi_fold(written text) returns text
    language sql immutable strict parallel safe
    return normalize(btrim(regexp_replace(
        translate(
            lower(normalize(written, nfd) collate "C"),
            U&'\0111\0110\00A0\2002\2003\2007\2009\202F\3000'
            || U&'\0300\0301\0302\0303\0304\0306\0307\0308\0309\030A\030B\030C\031B'
            || U&'\0323\0327\0328\00AD\200B\200C\200D\FEFF',
            'dd       '
        ),
        '\s+', ' ', 'g'
    )), nfc);
