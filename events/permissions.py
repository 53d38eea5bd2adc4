"""Who may do what with events."""

from members.permissions import may_curate

may_draft = may_announce = may_send_back = may_cancel = may_restore = may_curate
