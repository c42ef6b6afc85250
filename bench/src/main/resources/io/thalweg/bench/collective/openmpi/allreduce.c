/*
 * allreduce BYTES ITERATIONS in-place|separate: prints the median time of MPI_Allreduce over float32
 * in microseconds, from a vector to itself or to another. Each iteration begins with a barrier and
 * counts with the time of its slowest rank.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP 3

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static float *vector(size_t bytes) {
  void *memory;
  if (posix_memalign(&memory, 4096, bytes) != 0) {
    fprintf(stderr, "no memory for %zu bytes\n", bytes);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  memset(memory, 0, bytes);
  return memory;
}

static void sum(const void *from, float *to, size_t length) {
  MPI_Allreduce(from, to, (int)length, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

int main(int count, char **arguments) {
  MPI_Init(&count, &arguments);
  if (count != 4) {
    fprintf(stderr, "usage: allreduce BYTES ITERATIONS in-place|separate\n");
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  size_t length = strtoul(arguments[1], NULL, 10) / sizeof(float);
  int iterations = atoi(arguments[2]);
  int rank, ranks;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  float *values = vector(length * sizeof(float)), *own = values;
  const void *from = MPI_IN_PLACE;
  if (strcmp(arguments[3], "separate") == 0) {
    from = own = vector(length * sizeof(float));
  }
  for (size_t i = 0; i < length; i++) {
    own[i] = (float)((rank + 1) * (int)(i % 5 + 1));
  }
  sum(from, values, length);
  for (size_t i = 0; i < length; i++) {
    if (values[i] != (float)(ranks * (ranks + 1) / 2 * (int)(i % 5 + 1))) {
      fprintf(stderr, "sum is wrong: rank=%d, index=%zu, sum=%f\n", rank, i, values[i]);
      MPI_Abort(MPI_COMM_WORLD, 3);
    }
    values[i] = own[i] = 0; /* the only sum that can be summed again for ever */
  }

  double *times = malloc(iterations * sizeof(double));
  for (int i = -WARM_UP; i < iterations; i++) {
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    sum(from, values, length);
    double took = MPI_Wtime() - start, slowest;
    MPI_Reduce(&took, &slowest, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    if (rank == 0 && i >= 0) {
      times[i] = slowest;
    }
  }

  if (rank == 0) {
    qsort(times, iterations, sizeof(double), ascending);
    printf("%.3f\n", times[iterations / 2] * 1e6);
  }
  free(times);
  if (own != values) {
    free(own);
  }
  free(values);
  MPI_Finalize();
  return 0;
}
