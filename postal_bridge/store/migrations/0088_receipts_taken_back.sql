-- Receipts that were taken back, which the register of their year goes on telling: very few steps
-- are of that kind, and the register of a day is not to look through all of them.

create index dossier_step_receipt_taken_back on dossier_step (center_id, dossier_code)
    where from_status = 2 and status = 1;
