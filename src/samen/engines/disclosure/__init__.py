"""Publish figures about victims without exposing one.

:mod:`samen.engines.disclosure.tables` protects tables of counts and audits what an attacker can
still infer; :mod:`samen.engines.disclosure.synthesis` makes open microdata with a differential
privacy guarantee. Importing the package loads neither.
"""
