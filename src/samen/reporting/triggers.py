"""The tables whose rows must not tell which report came first (docs/adr/0002)."""

SCATTERED = ("reporting_report", "reporting_visit", "reporting_attachmentfile")
