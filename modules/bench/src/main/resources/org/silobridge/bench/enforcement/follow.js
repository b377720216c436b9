// Follows a topic with kafkajs for as long as it may, and where it may not goes on trying, until its input ends.
// Takes {bootstrapServers, username, password, topic, group} as one line of JSON. Prints, in milliseconds of the epoch:
//   r <offset> <timestamp> <now>   the last record of a batch
//   x <now>                        a refusal
//   e <error>                      anything else that went wrong
'use strict';

const readline = require('readline');
const { Kafka, logLevel } = require('kafkajs');

async function read(kafka, options) {
  // kafkajs waits 5 s for a record unless told otherwise: longer than the exchange's Kafka keeps a silent connection.
  const consumer = kafka.consumer({ groupId: options.group, maxWaitTimeInMs: 500, retry: { retries: 0 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: options.topic, fromBeginning: false });
    await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error));
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            const last = batch.messages[batch.messages.length - 1];
            console.log(`r ${last.offset} ${last.timestamp} ${Date.now()}`);
          },
        })
        .catch(reject);
    });
  } catch (error) {
    const cause = error.type ? error : error.cause || error;
    if (cause.type === 'TOPIC_AUTHORIZATION_FAILED') {
      console.log(`x ${Date.now()}`);
    } else {
      console.log(`e ${String(cause.type || cause).replace(/\n/g, ' ')}`);
    }
  }
  await consumer.disconnect().catch(() => {});
}

async function follow(options) {
  const kafka = new Kafka({
    clientId: 'follow',
    brokers: options.bootstrapServers.split(','),
    sasl: { mechanism: 'scram-sha-512', username: options.username, password: options.password },
    logLevel: logLevel.NOTHING,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  for (;;) {
    await read(kafka, options);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const input = readline.createInterface({ input: process.stdin });
input.once('line', (line) => follow(JSON.parse(line)));
input.once('close', () => process.exit(0));
