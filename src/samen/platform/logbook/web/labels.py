"""What the codes of the logbook are called on the screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIVITIES = {
    "accountability": _("Accountability"),
    "administration": _("Members and access"),
    "analysis": _("Analysis"),
    "casework": _("Casework"),
    "counting": _("Counting"),
    "help-directory": _("Help directory"),
    "programme": _("Programme board"),
    "publication": _("Publishing figures"),
    "publish-information": _("Public information"),
    "registration": _("Registration of victims"),
    "sharing": _("Sharing"),
    "signal-intake": _("Intake of signals"),
    "vault": _("Vault"),
}
NAMES = {
    "analysis.systems.save": pgettext_lazy("logbook", "saved a version of a system model"),
    "case.close": pgettext_lazy("logbook", "closed a case"),
    "case.open": pgettext_lazy("logbook", "opened a case"),
    "case.reflection_period": pgettext_lazy("logbook", "noted a reflection period"),
    "case.reopen": pgettext_lazy("logbook", "reopened a case"),
    "case.status": pgettext_lazy("logbook", "changed a status"),
    "enrolment.begin": pgettext_lazy("logbook", "let a partner find a person"),
    "enrolment.end": pgettext_lazy("logbook", "let a partner find a person no more"),
    "entity.correct": pgettext_lazy("logbook", "corrected what a signal names"),
    "entity.erase": pgettext_lazy("logbook", "erased what a signal names"),
    "entity.judge": pgettext_lazy("logbook", "decided whether two are the same"),
    "entity.name": pgettext_lazy("logbook", "noted what a signal names"),
    "entity.undo": pgettext_lazy("logbook", "undid a decision about two"),
    "evidence.sign": pgettext_lazy("logbook", "signed a record of necessity"),
    "evidence.withdraw": pgettext_lazy("logbook", "withdrew a record of necessity"),
    "guidance.confirm_page": pgettext_lazy("logbook", "confirmed a page"),
    "guidance.confirm_route": pgettext_lazy("logbook", "confirmed a route"),
    "guidance.confirm_service": pgettext_lazy("logbook", "confirmed a service"),
    "guidance.hold_place": pgettext_lazy("logbook", "held a place"),
    "guidance.load_content": pgettext_lazy("logbook", "loaded public content"),
    "guidance.put_service": pgettext_lazy("logbook", "wrote a service"),
    "guidance.release_place": pgettext_lazy("logbook", "gave back a place"),
    "guidance.state_capacity": pgettext_lazy("logbook", "stated free places"),
    "guidance.take_place": pgettext_lazy("logbook", "took a place"),
    "logbook.entries_about": pgettext_lazy("logbook", "looked up who read something"),
    "logbook.export": pgettext_lazy("logbook", "exported the logbook"),
    "member.add": pgettext_lazy("logbook", "added a member"),
    "member.deactivate": pgettext_lazy("logbook", "removed a member"),
    "member.new_login": pgettext_lazy("logbook", "gave somebody a new first password"),
    "member.roles": pgettext_lazy("logbook", "changed somebody's roles"),
    "monitor.approve_release": pgettext_lazy("logbook", "approved a release of figures"),
    "monitor.capture_histories": pgettext_lazy("logbook", "took out the table for an estimate"),
    "monitor.count": pgettext_lazy("logbook", "counted a victim"),
    "monitor.count_many": pgettext_lazy("logbook", "counted victims together"),
    "monitor.load_programme": pgettext_lazy("logbook", "loaded the programme"),
    "monitor.prepare_release": pgettext_lazy("logbook", "prepared a release of figures"),
    "monitor.publish_release": pgettext_lazy("logbook", "published figures"),
    "monitor.record_measurement": pgettext_lazy("logbook", "noted a measurement"),
    "monitor.record_spending": pgettext_lazy("logbook", "noted what was spent"),
    "monitor.refuse_release": pgettext_lazy("logbook", "refused a release of figures"),
    "monitor.set_state": pgettext_lazy("logbook", "changed the state of an action"),
    "monitor.withdraw": pgettext_lazy("logbook", "took a victim out of the count"),
    "participation.begin": pgettext_lazy("logbook", "began to take part in hit or no hit"),
    "participation.end": pgettext_lazy("logbook", "stopped taking part in hit or no hit"),
    "person.add": pgettext_lazy("logbook", "added a person"),
    "person.register": pgettext_lazy("logbook", "counted a registration"),
    "person.write": pgettext_lazy("logbook", "wrote about a person"),
    "probe.answer": pgettext_lazy("logbook", "was told hit or no hit"),
    "probe.ask": pgettext_lazy("logbook", "asked a partner whether a person is known"),
    "probe.found": pgettext_lazy("logbook", "found by asking that we know this person"),
    "referral.answer": pgettext_lazy("logbook", "answered a referral"),
    "referral.offer": pgettext_lazy("logbook", "asked for help elsewhere"),
    "report.answer": pgettext_lazy("logbook", "answered a reporter"),
    "report.close": pgettext_lazy("logbook", "closed a report"),
    "report.take_in": pgettext_lazy("logbook", "took in a report"),
    "rules.approve": pgettext_lazy("logbook", "approved a table of rules"),
    "rules.draft": pgettext_lazy("logbook", "drafted a table of rules"),
    "rules.withdraw": pgettext_lazy("logbook", "withdrew a table of rules"),
    "sharing.decide": pgettext_lazy("logbook", "asked whether something may be shared"),
    "sharing.take_back": pgettext_lazy("logbook", "took a decision back"),
    "signal.close": pgettext_lazy("logbook", "closed a signal"),
    "signal.open": pgettext_lazy("logbook", "opened a signal"),
    "signal.weigh": pgettext_lazy("logbook", "weighed a signal"),
    "signature.ask": pgettext_lazy("logbook", "asked another organisation for a signature"),
    "task.done": pgettext_lazy("logbook", "ticked off a task"),
    "task.reopen": pgettext_lazy("logbook", "opened a task again"),
    "vault.grant": pgettext_lazy("logbook", "let an organisation read"),
    "vault.let_in": pgettext_lazy("logbook", "let a member into the vault"),
    "vault.read": pgettext_lazy("logbook", "read"),
    "vault.replace": pgettext_lazy("logbook", "rewrote"),
    "vault.revoke": pgettext_lazy("logbook", "withdrew reading"),
    "vault.rotate": pgettext_lazy("logbook", "renewed the vault's key"),
    "vault.shred": pgettext_lazy("logbook", "destroyed for good"),
    "vault.shut_out": pgettext_lazy("logbook", "shut a member out of the vault"),
}


def activity_label(code: str) -> str:
    """The activity's name, or the code itself for one we do not know."""
    return str(ACTIVITIES.get(code, code))


def name_label(code: str) -> str:
    """What was done, as the end of a sentence that begins with who did it."""
    return str(NAMES.get(code, code))
