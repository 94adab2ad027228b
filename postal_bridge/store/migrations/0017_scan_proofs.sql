-- Pictures that prove what a scan says: a signature, a photo of a door, a paper of authorisation.

-- They come after the scan that names them, each once, and stay. What they show is sealed.
create table scan_proof (
    center_id smallint not null,
    proof_id uuid not null,
    scan_id uuid not null,
    kind text not null,
    media_type text not null,
    size_bytes integer not null,
    sha256 bytea not null,
    picture_sealed bytea not null,
    received_at timestamptz not null,
    login text not null,
    constraint scan_proof_pk primary key (center_id, proof_id),
    constraint scan_proof_scan foreign key (center_id, scan_id)
        references scan (center_id, scan_id),
    constraint scan_proof_kind check (kind in ('signature', 'photo', 'authorisation')),
    constraint scan_proof_media_type check (media_type in ('image/jpeg', 'image/png')),
    constraint scan_proof_sha256 check (length(sha256) = 32)
);

create trigger scan_proof_append_only before update or delete on scan_proof
    for each row execute function refuse_change();

-- Few scans name proofs; those of one thing are looked for.
create index scan_with_proofs on scan (center_id, item_code, happened_at) where content ? 'proofs';
