import io, pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories
pytestmark = pytest.mark.django_db
def test_x(client):
    u = factories.user(staff_role="secretariat"); client.force_login(u)
    r = client.get("/admin/members/organisation/"); print(r.status_code, "import/" in r.content.decode())
    r = client.get("/admin/members/organisation/import/"); print(r.status_code); print(r.content.decode()[-3500:])
    data = "slug;name;kind;country;does_el\n;Ελληνική Ένωση;ngo;GR;Κάτι\n;Фондация;ngo;bg;x\n;Y;foo;QQ;z\n".encode("utf-16")
    r = client.post("/admin/members/organisation/import/", {"import_file": SimpleUploadedFile("a.csv", data)})
    print(r.status_code); print(r.content.decode()[r.content.decode().index("<main"):])
    data = "slug;name;kind;country;does_el\n;Ελληνική Ένωση;ngo;GR;Κάτι\n;Фондация;ngo;bg;x\n;Y;ngo;NL;z\n".encode("utf-16")
    r = client.post("/admin/members/organisation/import/", {"import_file": SimpleUploadedFile("a.csv", data)})
    c = r.content.decode(); print(c[c.index("<main"):])
    form = r.context["confirm_form"]
    post = {f.html_name: f.value() for f in form}
    print(post)
    r = client.post("/admin/members/organisation/process_import/", post, follow=True)
    print(r.status_code, r.redirect_chain, [str(m) for m in r.context["messages"]])
    from members.models import Organisation
    print(Organisation.objects.values_list("slug","name","country","does_el","state"))
    r = client.post("/admin/members/organisation/process_import/", post); c = r.content.decode(); print(r.status_code, c[c.index("<main"):])
    r = client.get("/admin/members/organisation/export/"); c = r.content.decode(); print(r.status_code, c[c.index("<main"):])
    for n in "01":
        r = client.post("/admin/members/organisation/export/", {"format": n, "resource":"0"}); print(r.headers, r.content[:300])
