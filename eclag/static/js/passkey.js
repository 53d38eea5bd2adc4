// A form of a passkey asks the device when it is sent, and goes on with its answer.
const PASSKEY = { residentKey: "required", requireResidentKey: true, userVerification: "required" };

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failure = form.querySelector("[role=alert]");
    failure.hidden = true;
    try {
      const options = await optionsOf(form);
      if (form.dataset.passkey === "create") options.publicKey.authenticatorSelection = PASSKEY;
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failure.hidden = false;
    }
  });
}
