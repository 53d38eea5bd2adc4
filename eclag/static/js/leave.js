// Leaving quickly also takes this page out of the way back.
for (const link of document.querySelectorAll("a.leave")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
