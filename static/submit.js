// Drop, progress and the result in place. Without this script the same form is an ordinary one.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector('input[type="file"]');
  const chosen = form.querySelector("[data-chosen]");
  const bar = form.querySelector("[data-progress]");
  const refusal = form.querySelector("[data-refusal]");
  const button = form.querySelector("button");
  const result = document.getElementById("result");
  const invitation = chosen.textContent;

  const refuse = (words) => {
    const notice = document.createElement("p");
    notice.className = "notice notice--bad";
    notice.textContent = words;
    refusal.replaceChildren(notice);
  };

  const showChosen = () => {
    const file = input.files[0];
    chosen.textContent = file ? file.name : invitation;
    refusal.replaceChildren();
    if (file && file.size === 0) refuse("The file is empty. Choose one with a line for each image: name,score.");
    if (file && file.size > Number(form.dataset.largest)) refuse("The file is too large. Leave out everything but names and scores.");
  };

  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("drop--over");
  }));
  ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("drop--over")));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    showChosen();
  });
  input.addEventListener("change", showChosen);

  const finish = (words) => {
    bar.hidden = true;
    button.disabled = false;
    if (words) refuse(words);
  };

  // Only pages of this site answer here, and their words are escaped by its templates.
  const answered = (request) => {
    finish();
    if (request.status === 201) {
      result.innerHTML = request.responseText;
      window.htmx.process(result);
      form.reset();
      showChosen();
      result.scrollIntoView({ block: "nearest" });
    } else if (request.getResponseHeader("Content-Type")?.startsWith("text/html") && request.status < 500 && request.status !== 403) {
      refusal.innerHTML = request.responseText;
    } else {
      finish("The site could not take the file just now. Nothing was counted; try again in a minute.");
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    refusal.replaceChildren();
    button.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (at) => {
      if (at.lengthComputable) bar.value = (100 * at.loaded) / at.total;
    });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => finish("The connection broke before the file had arrived. Nothing was counted; try again."));
    request.send(new FormData(form));
  });
})();
