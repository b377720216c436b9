-- A notice may be for the exchange's own people, who belong to no department: its coordinators and supervisors.

ALTER TABLE notice
    ALTER COLUMN department DROP NOT NULL, -- null: for those who oversee the exchange
    DROP CONSTRAINT notice_department_about_code_key,
    ADD CONSTRAINT notice_department_about_code_key UNIQUE NULLS NOT DISTINCT (department, about, code);
