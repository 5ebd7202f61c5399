// Asks the device for a passkey. The house says what to ask, and judges the answer; without this file there is the
// password and the code.
const isAble = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
const token = (form) => form.elements.csrfmiddlewaretoken.value;

async function asked(url, form) {
  const answer = await fetch(url, { method: "POST", cache: "no-store", headers: { "X-CSRFToken": token(form) } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).publicKey;
}

function put(form, credential) {
  const field = form.elements.answer ?? form.appendChild(Object.assign(document.createElement("input"), {
    type: "hidden", name: "answer",
  }));
  field.value = JSON.stringify(credential);
}

const button = document.querySelector("[data-passkey]");
if (button && isAble) {
  button.hidden = false;
  const said = document.querySelector("[data-passkey-said]");
  button.addEventListener("click", async () => {
    const { form } = button;
    said.hidden = true;
    try {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked(button.dataset.passkey, form));
      put(form, await navigator.credentials.get({ publicKey }));
    } catch {
      said.hidden = false;
      return;
    }
    if (form.elements.password) form.elements.password.value = "";
    form.action = button.dataset.to;
    form.submit();
  });
}

const fresh = document.querySelector("[data-passkey-new]");
const form = fresh?.closest("form");
if (form && isAble) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      const options = await asked(fresh.dataset.passkeyNew, form);
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      put(form, await navigator.credentials.create({ publicKey }));
    } catch {
      // Sent all the same: the house says what is missing.
    }
    form.submit();
  }, { capture: true });
}
