"""A locked session is opened by a passkey of the badge that signed in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from custody.organisation.actions.passkeys import show_passkey
from custody.organisation.actions.sessions import unlock_session
from custody.organisation.field_sessions import State
from custody.web.passkeys.asking import origin_of, take_asked
from custody.web.shared.devices import session_digest
from custody.web.shared.guards import signed_in
from custody.web.shared.views import next_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@sensitive_post_parameters("answer")
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the session for whoever showed a passkey of its badge. One that is not counts as a wrong PIN does."""
    officer, after = signed_in(request), next_of(request)
    passkey = show_passkey(
        badge=officer.badge, answer=request.POST.get("answer", ""), asked=take_asked(request), origin=origin_of(request)
    )
    state = unlock_session(
        officer=officer, key=session_digest(request), given="", is_as_good=passkey is not None
    )
    if state == State.ENDED:
        logout(request)
        return redirect_to_login(after)
    if state == State.OPEN:
        return redirect(after)
    said = translate("That passkey does not open this badge. After three wrong tries you sign in anew")
    messages.error(request, said)
    return redirect(f"{reverse('lock:unlock')}?{urlencode({'next': after})}")
