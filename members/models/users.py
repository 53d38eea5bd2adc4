"""People with an account."""

import datetime
import functools
import zoneinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members.standing import is_secretariat
from members.states import AccountState, Shares, StaffRole
from members.texts.names import NameField

from .letters import Bounce
from .transitions import token

REST = datetime.timedelta(hours=24)  # of the rights of staff, after a second factor was reset on somebody's call
ERASED = "@erased.invalid"  # the end of the address of an account that is erased
RECOVERY_CODES = "recovery_codes"  # allauth's name for what replaces a second factor and is none


@functools.cache  # reads a folder of 600 files
def time_zones():
    return zoneinfo.available_timezones()


def check_time_zone(name):
    if name not in time_zones():
        raise ValidationError("This is not the name of a time zone, such as Europe/Brussels.")


def check_languages(codes):
    if not isinstance(codes, list) or set(codes) - {code for code, _ in settings.LANGUAGES}:
        raise ValidationError("Give language codes, such as nl and fr.")


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat sees all people, everybody sees herself."""
        if is_secretariat(user):
            return self
        return self.filter(pk=user.pk)

    def curating(self):
        """Who `curates`, whether or not their rights rest today."""
        role = models.Q(is_superuser=True) | models.Q(staff_role__in=[StaffRole.SECRETARIAT, StaffRole.EDITOR])
        return self.filter(role, is_active=True)

    def unreached(self):
        """Those from whose addresses letters come back."""
        return self.alias(box=Lower("email")).filter(box__in=Bounce.objects.values("address"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = NameField(_("name"), max_length=200, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="Europe/Brussels", validators=[check_time_zone])
    staff_role = models.CharField(max_length=20, choices=StaffRole.choices, blank=True)
    translates = models.JSONField(
        default=list,
        blank=True,
        validators=[check_languages],
        help_text="Of a translator: the codes of her languages, such as ['nl', 'fr'].",
    )
    shares = models.CharField("what others see", max_length=10, choices=Shares.choices, default=Shares.NOTHING)
    documents_seen_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    # Changed, it ends all her sessions, in whatever process and table they are kept.
    sessions_key = models.CharField(max_length=32, default=token, editable=False)
    mfa_reset_at = models.DateTimeField(null=True, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    state_columns = ["is_active"]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_the_case"),
        ]

    def __str__(self):
        return "(erased)" if self.email.endswith(ERASED) else self.name or self.email

    def _get_session_auth_hash(self, secret=None):
        kept = f"{self.password}{self.sessions_key}"
        return salted_hmac("members.user.sessions", kept, secret=secret, algorithm="sha256").hexdigest()

    @property
    def state(self):
        return AccountState.OPEN if self.is_active else AccountState.CLOSED

    @state.setter
    def state(self, state):
        self.is_active = state == AccountState.OPEN

    @property
    def has_staff_role(self):
        return self.is_active and (self.is_superuser or bool(self.staff_role))

    @property
    def rests_until(self):
        """Until when her rights as staff rest, None where they do not."""
        until = self.mfa_reset_at and self.mfa_reset_at + REST
        return until if until and until > timezone.now() else None

    @property
    def is_staff(self):
        return self.has_staff_role and self.rests_until is None

    @property
    def zone(self):
        """The clock by which she lives."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def has_second_factor(self):
        """A passkey, or an app that makes codes."""
        return any(factor.type != RECOVERY_CODES for factor in self.authenticator_set.all())

    @property
    def came_in(self):
        """Whether she has a way in of her own; a table makes accounts without one."""
        return self.has_usable_password() or self.has_second_factor
