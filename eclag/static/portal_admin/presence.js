// Tells the server every 20 seconds that this page is open, and its reader who else has it open.
const notice = document.getElementById("others");
if (notice) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const sign = async () => {
    const answer = await fetch(notice.dataset.address, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) return;
    const { others } = await answer.json();
    notice.querySelector("span").textContent = others.join(", ");
    notice.hidden = others.length === 0;
  };
  if (token) {
    sign();
    setInterval(sign, 20_000);
  }
}
