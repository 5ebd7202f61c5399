// Say in the bar when there is no connection. Nothing is shown while all is well and nothing was ever wrong.
const pill = document.querySelector(".c-pill[data-offline]");
function show() {
  const offline = !navigator.onLine;
  if (!offline && pill.hidden) return;
  pill.hidden = false;
  pill.textContent = offline ? pill.dataset.offline : pill.dataset.online;
  pill.classList.toggle("is-offline", offline);
}
if (pill) {
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
