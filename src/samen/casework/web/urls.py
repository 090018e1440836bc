"""The working place: today, signals, cases, referrals, gaps."""

from django.urls import path

from samen.casework.web import cases, closing, entities, people, referrals, rights, signals

app_name = "casework"
urlpatterns = [
    path("", cases.today, name="today"),
    path("taken/<uuid:task_id>", cases.tick, name="tick"),
    path("signalen", signals.index, name="signals"),
    path("signalen/nieuw", signals.new, name="new_signal"),
    path("signalen/<uuid:signal_id>", signals.signal, name="signal"),
    path("signalen/<uuid:signal_id>/casus", signals.to_case, name="to_case"),
    path("signalen/<uuid:signal_id>/sluiten", signals.close, name="close_signal"),
    path("signalen/<uuid:signal_id>/genoemd", entities.new, name="name_entity"),
    path("signalen/genoemd/<uuid:entity_id>", entities.change, name="entity"),
    path("signalen/genoemd/<uuid:entity_id>/wissen", entities.erase, name="erase_entity"),
    path("signalen/verbanden", entities.series, name="series"),
    path("signalen/verbanden/oordeel", entities.judge, name="judge"),
    path("signalen/verbanden/oordeel/<uuid:judgement_id>", entities.undo, name="undo_judgement"),
    path("casussen", cases.index, name="cases"),
    path("casussen/<uuid:case_id>", cases.case, name="case"),
    path("casussen/<uuid:case_id>/samenvatting", cases.summary, name="summary"),
    path("casussen/<uuid:case_id>/persoon", cases.new_person, name="new_person"),
    path("casussen/<uuid:case_id>/status/<str:which>", cases.status, name="status"),
    path("casussen/<uuid:case_id>/bedenktijd", cases.reflection, name="reflection"),
    path("casussen/<uuid:case_id>/sluiten", closing.close, name="close_case"),
    path("casussen/<uuid:case_id>/heropenen", closing.reopen, name="reopen_case"),
    path("casussen/<uuid:case_id>/rechten", rights.rights, name="rights"),
    path("casussen/<uuid:case_id>/hulp", referrals.find_help, name="find_help"),
    path("casussen/<uuid:case_id>/verwijzen", referrals.refer, name="refer"),
    path("personen/<uuid:person_id>/wissen", people.erase, name="erase_person"),
    path("personen/<uuid:person_id>/<str:kind>", cases.part, name="part"),
    path("personen/<uuid:person_id>/registratie/tellen", people.register, name="register"),
    path("personen/<uuid:person_id>/registratie/ongedaan", people.undo_register, name="unregister"),
    path("verwijzingen", referrals.incoming, name="incoming"),
    path("verwijzingen/<uuid:referral_id>", referrals.answer, name="answer_referral"),
    path("tekorten", referrals.gap_list, name="gaps"),
]
