"""The WSGI application for gunicorn: ``samen.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samen.config.settings")
application = get_wsgi_application()
