// A photo is seen before it is sent: whether it is sharp, and of the right thing. It stays on the device until then.
for (const input of document.querySelectorAll(".c-photo input[type=file]")) {
  const shown = new Image();
  Object.assign(shown, { className: "c-photo__shown", hidden: true, alt: input.labels[0]?.textContent.trim() ?? "" });
  input.closest(".c-photo").after(shown);
  input.addEventListener("change", () => {
    URL.revokeObjectURL(shown.src);
    const [photo] = input.files;
    shown.hidden = !photo;
    if (photo) shown.src = URL.createObjectURL(photo);
  });
}
