# As Django's reloader: the app runs in a thread, whose failure leaves the process waiting for a change of its files.
import threading


def run_app():
    raise RuntimeError('the database is not there')


threading.Thread(target=run_app, name='django-main-thread', daemon=True).start()
threading.Event().wait()
