"""The verbs of sharing: on decisions and disclosures, and on the signed records they rest on."""
