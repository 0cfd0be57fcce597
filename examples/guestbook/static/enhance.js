// Small comforts. Every page works without them.

const picture = document.querySelector("input[type=file][data-limit]");
if (picture) {
  const preview = document.createElement("img");
  preview.className = "preview";
  preview.alt = "The picture that you chose";
  preview.hidden = true;
  picture.after(preview);

  picture.addEventListener("change", () => {
    URL.revokeObjectURL(preview.src);
    const [file] = picture.files;
    const tooLarge = file && file.size > Number(picture.dataset.limit);
    picture.setCustomValidity(tooLarge ? "This picture is too large." : "");
    picture.reportValidity();
    preview.hidden = !file || tooLarge;
    if (!preview.hidden) preview.src = URL.createObjectURL(file);
  });
  preview.addEventListener("error", () => {
    preview.hidden = true;
  });
}

const message = document.querySelector("textarea[maxlength]");
if (message) {
  const rest = document.createElement("p");
  rest.className = "hint";
  message.after(rest);
  const count = () => {
    const left = message.maxLength - message.value.length;
    rest.textContent = left < 100 ? `${left} characters left` : "";
  };
  message.addEventListener("input", count);
  count();
}
