// The smallest apps of Python: each answers `hello`.

/** A Django project in one file. */
export const djangoProject = {
  'manage.py': `
import sys
from django.core.management import execute_from_command_line
if __name__ == '__main__':
    import os
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')
    execute_from_command_line(sys.argv)
`,
  'settings.py': `DEBUG = True\nROOT_URLCONF = 'urls'\nSECRET_KEY = 'x'\nALLOWED_HOSTS = []\n`,
  'urls.py': `
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path('', lambda request: HttpResponse('hello'))]
`,
}

/** An ASGI app. */
export const asgiApp = `
async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'hello'})
`
