// The playhead follows the audio, a click on the chart moves it, and a recording that isn't in the page can be opened from disk. Without it the chart is still complete.
'use strict';
const audio = document.querySelector('audio');
const tracks = document.querySelector('.tracks');
const playhead = document.querySelector('.playhead');
const scroll = document.querySelector('.lanes');
const seconds = Number(tracks.dataset.seconds);
function place() {
  const x = Math.min(1, audio.currentTime / seconds) * tracks.clientWidth;
  playhead.style.left = x + 'px';
  if (!audio.paused && (x < scroll.scrollLeft || x > scroll.scrollLeft + scroll.clientWidth)) scroll.scrollLeft = x - 40;
}
function follow() {
  place();
  if (!audio.paused) requestAnimationFrame(follow);
}
audio.addEventListener('play', follow);
audio.addEventListener('seeked', place);
tracks.addEventListener('click', event => {
  const box = tracks.getBoundingClientRect();
  audio.currentTime = (event.clientX - box.left) / box.width * seconds;
  place();
});
document.querySelector('input[type=file]').addEventListener('change', event => {
  if (event.target.files.length) audio.src = URL.createObjectURL(event.target.files[0]);
});
