const isNamed = (node, name) => node.type === 'Identifier' && node.name === name;

/** A rule gets its instant as a parameter, so that a test can choose it. */
const noClock = {
  meta: {
    type: 'problem',
    messages: {
      clock: '{{what}} makes a rule depend on when it runs: take the instant as a parameter.',
    },
  },
  create(context) {
    const report = (node, what) => context.report({ node, messageId: 'clock', data: { what } });
    return {
      NewExpression(node) {
        if (isNamed(node.callee, 'Date') && node.arguments.length === 0) report(node, 'new Date()');
      },
      MemberExpression(node) {
        for (const clock of ['Date', 'performance']) {
          if (isNamed(node.object, clock) && isNamed(node.property, 'now'))
            report(node, `${clock}.now`);
        }
      },
    };
  },
};

export default { meta: { name: 'karcis' }, rules: { 'no-clock': noClock } };
