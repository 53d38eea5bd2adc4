// Leaving quickly takes this page out of the way back, too; Shift three times within two seconds does the same.
const link = document.querySelector("a.leave");
const leave = () => location.replace(link.href);
let pressed = [];

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (!link || event.repeat) return;
  pressed = event.key === "Shift" ? [...pressed.filter((at) => event.timeStamp - at < 2000), event.timeStamp] : [];
  if (pressed.length === 3) leave();
});
