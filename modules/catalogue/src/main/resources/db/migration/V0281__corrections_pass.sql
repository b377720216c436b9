-- A dispute passes to the successor of the department that disputes.

GRANT UPDATE (department) ON correction TO "${serviceRole}";
