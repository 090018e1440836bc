"""Words for the codes of the public zone."""

from django.utils.translation import gettext_lazy as _

DOORS = {
    "me": _("I need help"),
    "other": _("I see something"),
    "work": _("I work with people"),
    "about": _("About this site"),
}
QUESTIONS = {
    "who": _("Who is it about?"),
    "about": _("What is it about?"),
    "how": _("How do you want to talk?"),
}
ANSWERS = {
    "who": {
        "me": _("About me"),
        "other": _("About somebody I know or see"),
        "work": _("About somebody I meet in my work"),
    },
    "about": {
        "labour": _("Work, wages or housing"),
        "sexual": _("Sex or sex work"),
        "crime": _("Being made to commit crimes or to beg"),
        "child": _("Somebody under 18"),
        "help": _("Help, a safe place or advice"),
        "unsure": _("I do not know, or something else"),
    },
    "how": {
        "police": _("With the police or the inspectorate"),
        "careful": _("With a helper first, not with the police"),
        "anonymous": _("Without giving a name"),
    },
}
KINDS = {
    "shelter": _("Shelter"),
    "crisis_shelter": _("Crisis shelter"),
    "care_coordination": _("Care coordination"),
    "advice": _("Advice"),
    "legal_help": _("Legal help and compensation"),
    "health_care": _("Health care"),
    "victim_support": _("Victim support"),
    "youth_shelter": _("Shelter for young people"),
    "outreach": _("Outreach and mediation"),
}
CRITERIA = {
    "sex": _("For whom"),
    "children": _("Children"),
    "residence_status": _("Residence status"),
    "funding": _("Paid from"),
    "access": _("How to get in"),
    "care": _("Care"),
    "security": _("Security"),
    "accessibility": _("Accessibility of the place"),
    "expertise": _("Experience with"),
    "duration": _("How long"),
}
