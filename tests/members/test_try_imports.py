import io, time, pytest, tracemalloc, resource
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories
from tests.reading import words
from members.models import Organisation, Mandate
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("kind", ["ngo", "foo", "samename"])
def test_x(client, kind):
    u = factories.user(staff_role="secretariat"); client.force_login(u)
    k = "foo" if kind=="foo" else "ngo"
    data = ("name,kind,country,website,does_en,does_nl\n" + "".join(f"Organisation {1 if kind=='samename' else n},{k},NL,https://example.org/{n},Does {n},Doet {n}\n" for n in range(5000))).encode()
    t=time.time()
    r = client.post("/admin/members/organisation/import/", {"import_file": SimpleUploadedFile("a.csv", data), "resource": "0"})
    print(kind, time.time()-t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024, words(r)[:200])
def test_p(client):
    u = factories.user(staff_role="secretariat"); client.force_login(u)
    factories.organisation(slug="a")
    data = ("email,organisation,role,since\n" + "".join(f"p{n}@example.org,a,signatory,2024-01-01\n" for n in range(5000))).encode()
    t=time.time()
    r = client.post("/admin/members/mandate/import/", {"import_file": SimpleUploadedFile("a.csv", data), "resource": "0"})
    print(time.time()-t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024, words(r)[:200])
