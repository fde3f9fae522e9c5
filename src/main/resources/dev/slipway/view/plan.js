'use strict';
(() => {
  const cards = [...document.querySelectorAll('.card')];
  const buttons = [...document.querySelectorAll('.filter')];
  const search = document.querySelector('.search');
  const expand = document.querySelector('.expand');
  const none = document.querySelector('.no-match');

  const show = () => {
    const actions = buttons.filter(isPressed).map(button => button.dataset.action);
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    for (const card of cards) {
      card.hidden = (actions.length > 0 && !actions.includes(card.dataset.action))
          || !card.dataset.address.toLowerCase().includes(wanted);
      shown += card.hidden ? 0 : 1;
    }
    none.hidden = shown > 0;
  };
  const isPressed = button => button.getAttribute('aria-pressed') === 'true';
  const press = (button, pressed) => button.setAttribute('aria-pressed', String(pressed));
  const open = opened => cards.forEach(card => { card.open = opened; });

  for (const button of buttons) {
    button.addEventListener('click', () => {
      press(button, !isPressed(button));
      show();
    });
  }
  search.addEventListener('input', show);
  expand.addEventListener('click', () => {
    press(expand, !isPressed(expand));
    open(isPressed(expand));
  });
  addEventListener('beforeprint', () => open(true));
  document.querySelector('.toolbar').hidden = false;
})();
