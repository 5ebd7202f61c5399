// A screen on a wall is loaded anew every minute. One that the house does not answer goes grey, so that nobody takes
// old words for new ones.
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    location.reload();
  } catch {
    document.body.classList.add("is-old");
  }
}, 60000);
